"""ODK Collect, KoboCollect and every other client of OpenRosa 1.0: forms out, submissions in."""
