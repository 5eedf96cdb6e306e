"""The tamper-evident log: tree, checkpoints, receipts, reports as SD-JWT, witnesses, verifier. Opens no files."""
