"""A finding of the count becomes an incident of the watch, and each leads to the other."""
