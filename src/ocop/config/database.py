"""Database addresses: one URL in the environment names the database."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}
POSTGRES_SCHEMES = {"postgres", "postgresql"}


class BadDatabaseUrl(ValueError):
    """The database address cannot be understood; the message says how to write one."""


def parse_database_url(url: str, *, home: Path) -> dict[str, Any]:
    """Turn a database URL into Django's settings for one database.

    Accepts ``sqlite:///relative.sqlite3`` (relative to ``home``), ``sqlite:////absolute.sqlite3``,
    ``sqlite:///:memory:``, ``postgresql://user:password@host:port/name`` and, for a Unix socket,
    ``postgresql:///name?host=/run/postgresql``. Other query parameters go to the driver.

    Raises: BadDatabaseUrl.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.netloc, parts.path, home)
    if parts.scheme in POSTGRES_SCHEMES:
        name = unquote(parts.path.lstrip("/"))
        if not name:
            raise BadDatabaseUrl(f"{_redacted(url)}: the name of the database is missing after the host")
        options = dict(parse_qsl(parts.query))
        host = options.pop("host", "") or unquote(parts.hostname or "")
        try:
            port = str(parts.port or options.pop("port", ""))
        except ValueError as error:
            raise BadDatabaseUrl(f"{_redacted(url)}: the port is not a number") from error
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": port,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise BadDatabaseUrl(f"{_redacted(url)}: write sqlite:///file.sqlite3 or postgresql://user@host/name")


def demonstration_mark(database: Mapping[str, Any], var: Path) -> Path:
    """The file that marks a demonstration: beside its database, or in `var` for one on a server."""
    name = database["NAME"]
    embedded = database["ENGINE"].endswith("sqlite3") and name != ":memory:"
    return Path(f"{name}.demo") if embedded else var / "demo"


def _sqlite(netloc: str, path: str, home: Path) -> dict[str, Any]:
    name = unquote(path.removeprefix("/"))
    if netloc or not name:
        raise BadDatabaseUrl("a SQLite address has three slashes and a file: sqlite:///var/ocop.sqlite3")
    place = name if name == ":memory:" else str(home / name)
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": place, "OPTIONS": dict(SQLITE_OPTIONS)}


def _redacted(url: str) -> str:
    """The address without what stands between its slashes and the @, where a password may be."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}...@{rest.rpartition('@')[2]}" if "@" in rest else url
