"""The handover of a shift and the paper pack."""
