"""Dossiers: what a place, an incident or a contest can be proven with, in one file that anyone can check."""
