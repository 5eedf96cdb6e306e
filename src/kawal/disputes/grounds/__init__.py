"""Grounds for a re-poll or a recount under study: who looked at them, what was decided, what is still missing."""
