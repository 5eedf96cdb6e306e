"""The law and practice of one country as data, each entry with its source and how sure it is."""
