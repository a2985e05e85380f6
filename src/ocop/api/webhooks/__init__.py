"""Telling systems of public events: which, to whom, signed how, and where it may not go."""
