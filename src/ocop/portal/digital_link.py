"""The bar code of a package as an address, resolved as GS1's standard of a conformant resolver asks (1.2).

`/01/{GTIN}`, with `/10/{lot}` and `/21/{serial}` where the label has them, leads to the status page of the
product. Who asks for it gets the set of links instead (RFC 9264). Such an address is printed for ever: it
names the GTIN, not this program's codes, and is answered for whatever recognised product bears it now.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from biip import ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.platform import clock
from ocop.portal.packages import CARRIED, LOT, SERIAL
from ocop.portal.tongues import TONGUES, choices, in_shoppers_language, present
from ocop.recognition.models import Certificate
from ocop.recognition.queries import code_of_gtin, public_certificate
from ocop.registry.gtin import BadGtin, normal_gtin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

READS: Final = ["GET", "HEAD", "OPTIONS"]
GTIN: Final = "01"
QUALIFIERS: Final = (GTIN, "22", LOT, SERIAL)
"""The parts of a path, in their order."""
PARTS: Final = re.compile(rf"{GTIN}/([^/]+)(?:/22/(.+?))?(?:/{LOT}/(.+?))?(?:/{SERIAL}/(.+))?")
VOCABULARY: Final = "https://ref.gs1.org/voc/"
NAMESPACES: Final = (
    VOCABULARY,
    "https://gs1.org/voc/",
    "https://www.gs1.org/voc/",
    "http://gs1.org/voc/",
    "gs1:",
)
"""The ways in which a link type of GS1 is written."""
DEFAULT: Final = "defaultLink"
LINKSET: Final = "application/linkset+json"
WHOLE_SET: Final = frozenset({"linkset", "all"})
"""Values of `linkType` that ask for the set; "all" is the older word."""
CONTEXT: Final = "https://ref.gs1.org/standards/resolver/linkset-context"


class BadLink(ValueError):
    """Not an address of GS1 Digital Link with a GTIN; `str()` says why, where a reader can be told."""


def gtin_of(path: str) -> str:
    """The GTIN, with 14 digits, that the path of an address names, with or without a slash at its end.

    Lot, serial and whatever else it names must be well formed too. Raises: BadLink.
    """
    return _named(path)[0]


def _named(path: str) -> tuple[str, dict[str, str]]:
    """The GTIN with 14 digits, and what the path says of the package. Raises: BadLink."""
    try:
        found = GS1DigitalLinkURI.parse(f"{settings.OCOP_BASE_URL}/{_quoted(path.strip('/'))}")
        numbers = {one.ai.ai: one.value for one in found.element_strings}
        gtin = normal_gtin(numbers.get(GTIN, ""))
    except ParseError as error:
        raise BadLink from error
    except BadGtin as error:
        raise BadLink(_("The GTIN of this address is not one: look at the digits again.")) from error
    return gtin.zfill(14), {ai: numbers[ai] for ai in CARRIED if ai in numbers}


def _quoted(path: str) -> str:
    """The path as it was printed: a lot may hold a slash, handed on like those between the parts."""
    found = PARTS.fullmatch(path)
    if found is None:
        return quote(path)
    parts = [(ai, value) for ai, value in zip(QUALIFIERS, found.groups(), strict=True) if value is not None]
    return "/".join(f"{ai}/{quote(value, safe='')}" for ai, value in parts)


@require_http_methods(READS)
@in_shoppers_language
def resolve(request: HttpRequest, path: str) -> HttpResponse:
    """To the product's page; or the link asked for by `linkType`; or the set of links."""
    if request.method == "OPTIONS":
        return _open_to_all(HttpResponse(status=HTTPStatus.NO_CONTENT))
    try:
        gtin, package = _named(f"{GTIN}/{path}")
    except BadLink as fault:
        return _told(request, path, HTTPStatus.BAD_REQUEST, str(fault))
    try:
        code = code_of_gtin(gtin)
        shown = public_certificate(code, clock.today())
    except Certificate.DoesNotExist:
        return _told(request, gtin, HTTPStatus.NOT_FOUND)
    except Certificate.MultipleObjectsReturned:
        why = _(
            "Products of several producers bear this bar code here. Type the product code printed beside it."
        )
        return _told(request, gtin, HTTPStatus.CONFLICT, why)
    links = _links(code, shown.certificate.product_name)
    wanted = request.GET.get("linkType", "")
    if wanted in WHOLE_SET or (not wanted and request.get_preferred_type(["text/html", LINKSET]) == LINKSET):
        return _set(gtin, shown.certificate.product_name, links)
    kind = _kind(wanted) if wanted else DEFAULT
    if kind not in links:
        return _told(request, gtin, HTTPStatus.NOT_FOUND, _("There is no link of this type for the product."))
    asked = [(key, one) for key, one in _asked(request) if key != "linkType" and key not in package]
    rest = urlencode([*package.items(), *asked])
    page = str(links[kind][0]["href"])
    answer = HttpResponseRedirect(f"{page}?{rest}" if rest else page)
    answer.status_code = HTTPStatus.TEMPORARY_REDIRECT
    here = f"{settings.OCOP_BASE_URL}/{GTIN}/{gtin}"
    answer["Link"] = f'<{here}?linkType=linkset>; rel="linkset"; type="{LINKSET}"'
    return _open_to_all(answer)


@require_http_methods(READS)
def description(_request: HttpRequest) -> HttpResponse:
    """What this resolver does, at the place where the standard has others look for it."""
    return _open_to_all(
        JsonResponse(
            {
                "name": str(_("OCOP, one commune one product")),
                "resolverRoot": settings.OCOP_BASE_URL,
                "supportedPrimaryKeys": [GTIN],
                "supportedLinkType": [{"namespace": VOCABULARY, "prefix": "gs1:"}],
                "linkTypeDefaultCanBeLinkset": False,
                "jsonLdContextLocation": CONTEXT,
                "contact": {"fn": str(_("OCOP, one commune one product"))},
            }
        )
    )


def _links(code: str, name: str) -> dict[str, list[dict[str, object]]]:
    """Where each type of link leads; the default has no attribute but its title, as the standard asks."""
    page = f"{settings.OCOP_BASE_URL}{reverse('portal:status', args=[code])}"
    tongues = [one.tag for one in TONGUES]
    full = {"href": page, "type": "text/html", "hreflang": tongues}
    return {
        DEFAULT: [{"href": page, "title": name}],
        "pip": [{**full, "title": name}],
        "certificationInfo": [{**full, "title": _("State of the OCOP recognition")}],
    }


def _set(gtin: str, name: str, links: dict[str, list[dict[str, object]]]) -> HttpResponse:
    described = {f"{VOCABULARY}{kind}": one for kind, one in links.items()}
    anchor = f"{settings.OCOP_BASE_URL}/{GTIN}/{gtin}"
    content = {"linkset": [{"anchor": anchor, "itemDescription": name, **described}]}
    answer = JsonResponse(content, content_type=LINKSET, json_dumps_params={"ensure_ascii": False})
    answer["Link"] = f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    return _open_to_all(answer)


def _kind(wanted: str) -> str:
    """The bare name of a link type, however its namespace is written."""
    return next((wanted.removeprefix(one) for one in NAMESPACES if wanted.startswith(one)), "")


def _asked(request: HttpRequest) -> Iterator[tuple[str, str]]:
    return ((key, one) for key, values in request.GET.lists() for one in values)


def _told(request: HttpRequest, code: str, status: HTTPStatus, why: str = "") -> HttpResponse:
    """A page that says what is wrong with the address, for a person with a phone."""
    frame = {
        "code": code,
        "why": why,
        "today": clock.today(),
        "tongue": present(),
        "tongues": choices(request.path, {}),
        "base_url": settings.OCOP_BASE_URL,
        "bad": status == HTTPStatus.BAD_REQUEST,
    }
    return _open_to_all(render(request, "portal/link_unknown.html", frame, status=status))


def _open_to_all(answer: HttpResponse) -> HttpResponse:
    """Pages of any origin may ask: there is nothing here that is not public."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = ", ".join(READS)
    answer["Access-Control-Allow-Headers"] = "Accept, Accept-Language"
    answer["Access-Control-Expose-Headers"] = "Link, Location"
    patch_vary_headers(answer, ("Accept",))
    return answer
