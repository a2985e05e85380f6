"""`{% load prose %}`: a plain text as paragraphs, lists and links. Nothing else typed becomes mark-up."""

from __future__ import annotations

import re
from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

DASH = re.compile(r"^[-\N{EN DASH}\N{BULLET}*]\s+")
GAP = re.compile(r"\n\s*\n")


@register.filter
def prose(text: str) -> SafeString:
    """Paragraphs after empty lines, items of a list after dashes, whole addresses as links."""
    return format_html_join("\n", "{}", ((_block(block),) for block in GAP.split(text.strip()) if block))


def _block(block: str) -> SafeString:
    parts = groupby(block.split("\n"), key=lambda line: bool(DASH.match(line)))
    return format_html_join("\n", "{}", ((_part(list(lines), listed=listed),) for listed, lines in parts))


def _part(lines: list[str], *, listed: bool) -> SafeString:
    if listed:
        items = format_html_join("", "<li>{}</li>", ((_linked(DASH.sub("", line)),) for line in lines))
        return format_html("<ul>{}</ul>", items)
    return format_html(
        "<p>{}</p>", format_html_join(SafeString("<br>"), "{}", ((_linked(one),) for one in lines))
    )


def _linked(line: str) -> SafeString:
    return mark_safe(urlize(line, nofollow=True, autoescape=True))  # noqa: S308 - it escapes the rest
