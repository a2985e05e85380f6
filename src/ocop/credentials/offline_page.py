"""The page that checks records as one file: opened from a disk or a message, it needs no network.

It is no page of this server, so the rule against script inside a page is not for it. Its own policy lets run
that one script and forbids every connection, so whoever opens it can see that nothing leaves the device.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe

from ocop.credentials import queries, records, words
from ocop.credentials.models import StatusList

STYLES: Final = ("ocop/app.css", "credentials/verify.css")
SCRIPT: Final = "credentials/verify.js"
POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; script-src '{}'; style-src '{}'; img-src blob: data:\">"
)


def written(now: datetime) -> str:
    """The file, in the active language, with the keys and lists of now. Raises: KeyUnusable."""
    try:
        lists = [queries.signed_list(number, now) for number in queries.lists()]
    except StatusList.DoesNotExist:
        lists = []
    script, style = _static(SCRIPT), "\n".join(_static(name) for name in STYLES)
    page = {
        "words": words.WORDS,
        "facts": words.FACTS,
        "issuer": records.issuer(),
        "now": now,
        "until": now + records.LIST_HOLDS,
        "known": json_script({"keys": queries.jwks(), "lists": lists}, "known"),
        "script": _element("script", script),
        "style": _element("style", style),
        "policy": format_html(POLICY, _hash(script), _hash(style)),
    }
    return render_to_string("credentials/offline.html", page)


def _static(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")


def _element(name: str, text: str) -> SafeString:
    """Script or style of this package, which holds nothing that anybody typed."""
    return mark_safe(f"<{name}>{text}</{name}>")  # noqa: S308 - as said


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
