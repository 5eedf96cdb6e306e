"""Results that come as files: described by a profile, checked, compared, added up. No node is needed."""
