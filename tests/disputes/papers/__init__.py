"""Tests of kawal.disputes.papers."""
