"""What comes in from the field."""
