"""Letters between nodes: what is written, and what one that comes in does here."""
