"""Tests of kawal.disputes.grounds."""
