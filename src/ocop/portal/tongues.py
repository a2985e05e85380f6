"""The languages of the page behind a QR code: more than the rest of the site has, chosen without a cookie.

`?lang=` says which, else the browser does. Chinese and Korean stand in small catalogues of this room, which
hold what this page shows and nothing more (a test reads the templates and compares).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the page. `key` stands in addresses, `tag` in the page (BCP 47), `code` is Django's."""

    key: str
    tag: str
    code: str
    name: str


TONGUES: Final = (
    Tongue("vi", "vi", "vi", "Tiếng Việt"),
    Tongue("en", "en", "en", "English"),
    Tongue("zh", "zh-Hans", "zh-hans", "中文"),
    Tongue("ko", "ko", "ko", "한국어"),
)
_BY_KEY: Final = {one.key: one for one in TONGUES}
_BY_CODE: Final = {one.code: one for one in TONGUES}
LAW_IN_ENGLISH: Final = frozenset({"zh", "ko"})
"""Languages in which rulebooks have no words: their readers get the English ones, marked as such."""


def tongue_of(asked: str, accepted: str) -> Tongue:
    """The language of an address (`?lang=`) or of a browser's list; Vietnamese where neither is known."""
    wished = [asked, *(tag for tag, _weight in parse_accept_lang_header(accepted))]
    keys = (tag.lower().split("-")[0] for tag in wished)
    return next((_BY_KEY[key] for key in keys if key in _BY_KEY), TONGUES[0])


def present() -> Tongue:
    """The language of the page that is being drawn."""
    return _BY_CODE.get(get_language() or "", TONGUES[0])


def in_shoppers_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in the language of `?lang=`, else of the browser. Neither a cookie nor who asks matters."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        tongue = tongue_of(request.GET.get("lang", ""), request.headers.get("Accept-Language", ""))
        with translation.override(tongue.code):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = tongue.tag
        response.headers.setdefault("Cache-Control", "no-cache")
        patch_vary_headers(response, ("Accept-Language",))
        return response

    return answer


def choices(base: str, query: Mapping[str, str]) -> list[tuple[Tongue, str]]:
    """Every language with the address of this page in it; what else was asked stays."""
    return [(one, f"{base}?{urlencode({**query, 'lang': one.key})}") for one in TONGUES]


@contextmanager
def words_of_law() -> Iterator[str]:
    """Within it, rulebooks speak the nearest language they have; gives its tag where that is another one."""
    if present().key not in LAW_IN_ENGLISH:
        yield ""
        return
    with translation.override("en"):
        yield "en"
