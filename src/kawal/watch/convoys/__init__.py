"""Supplies by lot and convoy: what rides with whom where, how far it is, what was handed over."""
