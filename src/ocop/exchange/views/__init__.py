"""Pages of imports and of the shelf of exports."""
