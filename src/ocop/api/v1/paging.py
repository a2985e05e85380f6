"""Lists by pages: a cursor is signed for its list and filters, so that one made up or moved is told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from ocop.api import problems
from ocop.api.problems import Problem
from ocop.platform.pagination import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

M = TypeVar("M", bound="Model")
MOST: Final = 200
Limit = Annotated[int, Field(ge=1, le=MOST, description=_("Rows on a page."))]
Cursor = Annotated[str, Field(max_length=2000, description=_("From “next” of the page before."))]


class Paging(Schema):
    """Which page of a list."""

    limit: Limit = 50
    cursor: Cursor = ""


PAGING: Final = {"limit", "cursor"}


def paged(
    request: HttpRequest,
    response: HttpResponse,
    found: QuerySet[M],
    *,
    by: Sequence[str],
    wanted: Paging,
) -> tuple[Sequence[M], str | None]:
    """One page of `found` in the order `by`, and the cursor of the next; the header Link says both addresses.

    Raises: Problem for a cursor that was not made for this list with these filters.
    """
    signer = _signer(request)
    try:
        after = {"after": signer.unsign(wanted.cursor)} if wanted.cursor else {}
        page = page_of(found, after, by=by, size=wanted.limit)
    except (BadSignature, BadRequest) as error:
        raise Problem(problems.BAD_CURSOR) from error
    following = signer.sign(page.next) if page.next else None
    links = [_link(request, "", "first")]
    if following:
        links.append(_link(request, following, "next"))
    response["Link"] = ", ".join(links)
    return page.items, following


def _signer(request: HttpRequest) -> Signer:
    return Signer(salt=f"ocop.api:{request.path}:{urlencode(_filters(request))}")


def _filters(request: HttpRequest) -> list[tuple[str, Any]]:
    return sorted(
        (name, value) for name, values in request.GET.lists() for value in values if name not in PAGING
    )


def _link(request: HttpRequest, cursor: str, relation: str) -> str:
    query = [*_filters(request), *(("limit", one) for one in request.GET.getlist("limit")[-1:])]
    query += [("cursor", cursor)] if cursor else []
    address = request.build_absolute_uri(request.path)
    return f'<{address}{"?" if query else ""}{urlencode(query)}>; rel="{relation}"'
