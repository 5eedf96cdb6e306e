"""The regions of all Indonesia, packed at build time and read in tenths of a second."""
