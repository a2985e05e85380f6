"""Whole addresses of this installation, for what leaves it: codes, feeds, messages, papers."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path, which begins with a slash."""
    return f"{settings.OCOP_BASE_URL}{path}"
