"""What was counted: forms and their identities, copies and consensus, sums, the recapitulation against its forms."""
