"""Pages of the bodies, posts, tasks and duties of the programme."""
