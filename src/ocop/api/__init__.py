"""The interface for programs: `/api/v1/`, the keys systems come with, and webhooks."""
