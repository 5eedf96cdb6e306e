"""Between institutions: witnesses of each other's logs; later messages."""
