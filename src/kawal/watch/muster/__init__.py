"""The muster: who is there, at the post, resting, sick, too long on duty; codes to scan."""
