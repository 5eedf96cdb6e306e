"""Tests of kawal.watch.convoys."""
