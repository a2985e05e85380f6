"""Files of a dump over HTTP: streamed from disk, for caches and interrupted downloads, too (RFC 9110)."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO, Final

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.http import http_date, parse_http_date_safe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from ocop.opendata.dcat import File

MEDIA_TYPES: Final = {
    ".csv": "text/csv; charset=utf-8; header=present",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".ttl": "text/turtle; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    "": "text/plain; charset=utf-8",
}
CHUNK: Final = 1 << 16
ONE_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
YEAR: Final = 365 * 24 * 3600


def send(request: HttpRequest, path: Path, file: File, *, kept_for: int) -> HttpResponseBase:
    """A file that caches may keep for so many seconds; 304 for who has it, 206 for who asks for a part.

    Raises: FileNotFoundError.
    """
    stored = path.open("rb")
    tag, modified = f'"{file.sha256}"', http_date(path.stat().st_mtime)
    answer = _answer(request, stored, file, tag, modified)
    answer["ETag"], answer["Last-Modified"] = tag, modified
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = f"public, max-age={kept_for}"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = "ETag, Content-Length, Content-Range, Link"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def media_type(name: str) -> str:
    """The type of a file by the end of its name."""
    dot = name.rfind(".")
    return MEDIA_TYPES.get(name[dot:] if dot >= 0 else "", MEDIA_TYPES[""])


def _answer(request: HttpRequest, stored: BinaryIO, file: File, tag: str, modified: str) -> HttpResponseBase:
    if _has_it(request, tag, modified):
        stored.close()
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    part = _part(request, file.size, tag, modified)
    if part is None:
        return FileResponse(stored, filename=file.name, content_type=media_type(file.name))
    first, last = part
    if first > last:
        stored.close()
        answer = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        answer["Content-Range"] = f"bytes */{file.size}"
        return answer
    pieces = StreamingHttpResponse(
        _pieces(stored, first, last), status=HTTPStatus.PARTIAL_CONTENT, content_type=media_type(file.name)
    )
    pieces["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    pieces["Content-Length"] = str(last - first + 1)
    return pieces


def _has_it(request: HttpRequest, tag: str, modified: str) -> bool:
    """Whether who asks has the same content already; its tag counts before its day."""
    tags = request.headers.get("If-None-Match", "")
    if tags:
        known = {one.strip().removeprefix("W/") for one in tags.split(",")}
        return tag in known or "*" in known
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    here = parse_http_date_safe(modified)
    return since is not None and here is not None and here <= since


def _part(request: HttpRequest, size: int, tag: str, modified: str) -> tuple[int, int] | None:
    """The first and last byte asked for; None for the whole, also where several parts are asked for.

    First beyond last: what is asked for is not there.
    """
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or asked is None or not (asked[1] or asked[2]):
        return None
    if request.headers.get("If-Range", tag) not in {tag, modified}:
        return None
    if not asked[1]:
        return max(size - int(asked[2]), 0), size - 1 if int(asked[2]) else -1
    last = min(int(asked[2]), size - 1) if asked[2] else size - 1
    if asked[2] and int(asked[2]) < int(asked[1]):
        return None
    return int(asked[1]), last


def _pieces(stored: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with stored:
        stored.seek(first)
        left = last - first + 1
        while left and (piece := stored.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
