"""By how many votes the first leads, what the law makes of it, and how many would have to be wrong to matter."""
