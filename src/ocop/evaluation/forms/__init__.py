"""Forms of the evaluation room, one module per side."""
