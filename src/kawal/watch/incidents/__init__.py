"""Incidents: their life, clocks, teams, one-tap links, mediation, the way to a formal report."""
