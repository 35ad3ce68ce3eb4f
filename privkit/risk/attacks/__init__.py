"""Attacks on released rows, each run on the people of the release and on people who were not in it."""
