"""Where trouble is likely, why, and who can reduce it."""
