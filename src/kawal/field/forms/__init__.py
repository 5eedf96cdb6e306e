"""Report kinds edited by people who do not program, and their exchange as XLSForm."""
