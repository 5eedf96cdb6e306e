"""Order of battle: linmas, order officers, police, army and supervisors of a district in one picture."""
