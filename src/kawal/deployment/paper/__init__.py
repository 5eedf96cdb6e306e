"""A frozen plan on paper: assignment letters, ward sheets, rosters."""
