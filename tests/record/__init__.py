"""The record: tree, notes, checkpoints, receipts, reports, witnesses, verifier."""
