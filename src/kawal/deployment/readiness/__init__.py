"""Readiness before the vote (apel gelar pasukan): what a unit has, what is lacking, who mends it by when."""
