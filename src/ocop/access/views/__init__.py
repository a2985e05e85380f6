"""Pages to prove who one is."""
