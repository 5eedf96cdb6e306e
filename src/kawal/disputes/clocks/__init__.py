"""Every legal deadline that runs on this node: what started it, its safe and its arguable moment."""
