"""Gateways of short messages: one module for each provider, all with the same shape (`protocol.Adapter`)."""
