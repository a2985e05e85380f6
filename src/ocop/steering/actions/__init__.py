"""Every change to bodies, posts, profiles, tasks and duties."""
