"""Rules of law over what is known of a place: facts, indications, and the pages that show them."""
