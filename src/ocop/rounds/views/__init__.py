"""Pages of the calendar, the rounds, the sessions and the day."""
