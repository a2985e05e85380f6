"""What the pages of this room share: where a request comes from, and the session it begins."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.access import rules
from ocop.access.actions.signing_in import arrive
from ocop.access.models import new_number
from ocop.access.standing import Standing

if TYPE_CHECKING:
    from ocop.people.models import User

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
# The first that fits names it: every browser claims to be several others as well.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("coc_coc|CocCoc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR", "Opera"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def address_of(request: HttpRequest) -> str:
    """The network address the request came from; behind a proxy, the one the proxy itself saw."""
    if settings.BEHIND_PROXY:
        seen: str = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if seen:
            return seen[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def device_of(request: HttpRequest) -> str:
    """Browser and system in plain words, such as "Chrome, Android": enough to recognise one's own."""
    told = request.headers.get("User-Agent", "")
    parts = (_first(told, BROWSERS), _first(told, SYSTEMS))
    return ", ".join(part for part in parts if part)


def enter(request: HttpRequest, user: User, *, means: str, strong: bool, now: datetime) -> None:
    """Begin the session of a person who proved who they are."""
    offices = arrive(user=user, means=means, strong=strong, now=now)
    login(request, user, backend=BACKEND)
    standing = Standing(
        number=new_number(),
        begun_at=now.isoformat(),
        means=means,
        strong=strong,
        device=device_of(request),
        address=address_of(request),
    )
    standing.store(request.session)
    request.session.set_expiry(now + rules.session_length(offices))


def standing(request: HttpRequest) -> dict[str, str]:
    """Context processor: where to set up the second factor that an office waits for; empty when none does."""
    waits = getattr(request, "wants_factor", False)
    return {"second_factor_url": "" if not waits else reverse("access:mine")}


def means_in_words(means: str) -> str:
    """How somebody signed in, for people."""
    words = {
        "password": _("password"),
        "password+totp": _("password and code"),
        "password+passkey": _("password and passkey"),
        "password+recovery": _("password and recovery code"),
        "passkey": _("passkey"),
        "oidc": _("national account"),
    }
    return words.get(means, "")


def _first(text: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in table if re.search(mark, text)), "")
