"""Agencies and their people: whom to call now, how they are told of incidents."""
