"""What is printed of risks."""
