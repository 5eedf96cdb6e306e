"""What every folder stands on: codes, ids, clock, errors, language, canonical bytes. Imports nothing of kawal."""
