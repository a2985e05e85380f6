"""A short way to answers that are kept (`kept`), before the rest of the program is asked.

It stands around the application of the server. It never reads the database and decides nothing: what it gives
is byte for byte what the page's view answered a moment ago, headers and all, to a request that differs in
nothing the answer depends on. Everything else goes the whole way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.http import parse_etags

from ocop.platform import clock
from ocop.portal.kept import MOMENT, Answer, Key, Shelf, shelf
from ocop.portal.tongues import TONGUES, tongue_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Environ = dict[str, Any]
    Start = Callable[..., Any]
    Application = Callable[[Environ, Start], Iterable[bytes]]

PAGE: Final = re.compile(r"/p/[^/]+/?")
LONGEST: Final = 80
"""Characters of a path that is kept: codes are short, and what is kept stands in the memory."""
SCHEMES: Final = frozenset({"", "http", "https"})
ASKED: Final = {"": "", **{f"lang={one.key}": one.key for one in TONGUES}}
"""Queries that choose nothing but a language."""
OF_A_BODY: Final = frozenset({"content-length", "content-type"})


class Lane:
    """The application with the short way before it."""

    def __init__(self, application: Application, answers: Shelf = shelf) -> None:
        self.application = application
        self.answers = answers

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        found = self.answers.get(key, clock.today())
        if found is not None:
            return _answered(found, environ, start_response)
        return self._whole_way(key, environ, start_response)

    def _whole_way(self, key: Key, environ: Environ, start_response: Start) -> Iterable[bytes]:
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def noted(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            said.append((status, headers))
            return start_response(status, headers, *rest)

        day = clock.today()
        answer = self.application(environ, noted)
        moment = environ.get(MOMENT)
        if moment is None or environ["REQUEST_METHOD"] != "GET" or not said[-1][0].startswith("200 "):
            return answer
        headers = tuple(said[-1][1])
        names = {name.lower(): value for name, value in headers}
        if "set-cookie" in names or "etag" not in names:
            return answer
        try:
            body = b"".join(answer)
        finally:
            close: Callable[[], None] | None = getattr(answer, "close", None)
            if close is not None:
                close()
        self.answers.put(key, Answer(headers, body, names["etag"], day, moment))
        return [body]


def key_of(environ: Environ) -> Key | None:
    """What the answer to a request depends on; None for requests that go the whole way."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return None
    asked = ASKED.get(environ.get("QUERY_STRING", ""))
    path = environ.get("PATH_INFO", "")
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "")
    if asked is None or len(path) > LONGEST or forwarded not in SCHEMES or not PAGE.fullmatch(path):
        return None
    return (
        environ.get("HTTP_HOST", ""),
        environ.get("wsgi.url_scheme", ""),
        forwarded,
        path,
        tongue_of(asked, environ.get("HTTP_ACCEPT_LANGUAGE", "")).key,
    )


def _answered(found: Answer, environ: Environ, start_response: Start) -> Iterable[bytes]:
    there = environ.get("HTTP_IF_NONE_MATCH", "")
    if there and ({"*", found.etag} & set(parse_etags(there))):
        start_response("304 Not Modified", [one for one in found.headers if one[0].lower() not in OF_A_BODY])
        return []
    start_response("200 OK", list(found.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.body]
