"""What can be proven: indications from rules, grounds, thresholds, deadlines, dossiers."""
