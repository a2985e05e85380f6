from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """The frame around every room: components, middleware, files, checks. It knows no OCOP word."""

    name = "ocop.platform"
    label = "platform"

    def ready(self) -> None:
        """Register the system checks and the tidying of the queue."""
        from ocop.platform import (  # noqa: PLC0415 - models cannot load earlier
            db,  # noqa: F401 - importing registers
            housekeeping,
            jobs,
        )

        housekeeping.add("jobs.tidy", jobs.tidy)
