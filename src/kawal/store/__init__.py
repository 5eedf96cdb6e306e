"""Where everything is kept: the data folder, its engine, the events, the one writer."""
