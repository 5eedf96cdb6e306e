"""One script for each claim about speed, against a named baseline, in one run."""
