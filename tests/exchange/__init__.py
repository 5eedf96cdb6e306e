"""Between institutions."""
