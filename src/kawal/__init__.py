"""Kawal guards an election: plan, reports, incidents, count, evidence."""

__version__ = "0.2.0"
