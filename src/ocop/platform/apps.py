from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """The frame around every room: components, middleware, files, checks. It knows no OCOP word."""

    name = "ocop.platform"
    label = "platform"

    def ready(self) -> None:
        """Register the system checks."""
        from ocop.platform import db  # noqa: F401, PLC0415 - importing registers; models cannot load earlier
