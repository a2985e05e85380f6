"""Pages of producers and products."""
