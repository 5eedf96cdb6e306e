"""What `kawal verify` checks, one module per kind of target."""
