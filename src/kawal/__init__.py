"""Kawal guards an election: plan, reports, incidents, count, evidence."""

__version__ = "0.1.0"
