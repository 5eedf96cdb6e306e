"""Who may do what: profile of the node, accounts, roles x agency x region, sessions, invitations, devices."""
