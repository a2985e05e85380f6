"""The files of lists that come in and go out: outside the web root, under random keys, for some days."""

from __future__ import annotations

import uuid
from functools import partial
from typing import IO, TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.http import FileResponse, Http404

if TYPE_CHECKING:
    from django.core.files.storage import Storage


def keep(content: bytes | IO[bytes]) -> str:
    """Store content, or a file from its beginning; the key it is found by."""
    key = uuid.uuid4().hex
    _place().save(_path(key), ContentFile(content) if isinstance(content, bytes) else File(content))
    return key


def read(key: str) -> bytes:
    """All of a file. Raises: FileNotFoundError."""
    with _place().open(_path(key)) as file:
        content: bytes = file.read()
    return content


def remove(*keys: str) -> None:
    """Remove files once the present transaction is committed; keys that are empty or gone are passed over."""
    for key in filter(None, keys):
        transaction.on_commit(partial(_place().delete, _path(key)))


def send(key: str, *, name: str, media_type: str) -> FileResponse:
    """A file as a download. Raises: Http404 when it is gone."""
    try:
        file = _place().open(_path(key))
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _place() -> Storage:
    return storages["lists"]


def _path(key: str) -> str:
    return f"{key[:2]}/{key}"
