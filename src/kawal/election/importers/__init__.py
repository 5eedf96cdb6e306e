"""Files as cities really have them -> typed rows, or one fault for everything that is wrong."""
