"""What the environment says, read strictly: a setting that cannot be understood stops the start."""

import os
import secrets
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LICENCES = ("CC-BY-4.0", "CC0-1.0", "ODC-By-1.0")
SECOND_FACTOR = ("required", "offered")
PRIVATE = 0o700


def flag(name: str, *, default: bool = False) -> bool:
    """A yes-or-no setting. Raises: ImproperlyConfigured on any other word."""
    word = os.environ.get(name, "1" if default else "0").strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={word}: write 1 or 0")


def home() -> Path:
    """OCOP_HOME, the folder that holds `var/`; the working directory unless set."""
    place = Path(os.environ.get("OCOP_HOME") or Path.cwd()).resolve()
    if not place.is_dir():
        raise ImproperlyConfigured(f"OCOP_HOME={place}: this folder does not exist; create it first")
    return place


def base_url() -> str:
    """OCOP_BASE_URL without its last slash: what printed QR codes point to."""
    url = os.environ.get("OCOP_BASE_URL", "http://localhost:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"OCOP_BASE_URL={url}: write it like https://ocop.example.vn")
    return url


def allowed_hosts(url: str) -> list[str]:
    """OCOP_ALLOWED_HOSTS, comma separated; by default the host of the base address and this machine."""
    words = [word.strip() for word in os.environ.get("OCOP_ALLOWED_HOSTS", "").split(",")]
    named = [word for word in words if word]
    return named or [urlsplit(url).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]


def log_level() -> str:
    """OCOP_LOG_LEVEL, how much the framework logs. Raises: ImproperlyConfigured on any other word."""
    word = os.environ.get("OCOP_LOG_LEVEL", "").strip().upper() or "WARNING"
    if word not in LOG_LEVELS:
        raise ImproperlyConfigured(f"OCOP_LOG_LEVEL={word}: write one of {', '.join(LOG_LEVELS)}")
    return word


def whole(name: str, *, default: int) -> int:
    """A whole number above zero. Raises: ImproperlyConfigured on anything else."""
    word = os.environ.get(name, "").strip() or str(default)
    if not (word.isascii() and word.isdigit() and int(word)):
        raise ImproperlyConfigured(f"{name}={word}: write a whole number above 0")
    return int(word)


def licence(*, default: str) -> str:
    """OCOP_OPEN_DATA_LICENCE: a short name, or the address of another. Raises: ImproperlyConfigured."""
    word = os.environ.get("OCOP_OPEN_DATA_LICENCE", "").strip() or default
    if word not in LICENCES and urlsplit(word).scheme not in {"http", "https"}:
        known = ", ".join(LICENCES)
        raise ImproperlyConfigured(
            f"OCOP_OPEN_DATA_LICENCE={word}: write one of {known}, or the address of another"
        )
    return word


def second_factor(*, default: str) -> str:
    """OCOP_SECOND_FACTOR: whether officers must give a second factor. Raises: ImproperlyConfigured."""
    word = os.environ.get("OCOP_SECOND_FACTOR", "").strip().lower() or default
    if word not in SECOND_FACTOR:
        raise ImproperlyConfigured(f"OCOP_SECOND_FACTOR={word}: write one of {', '.join(SECOND_FACTOR)}")
    return word


def secret_key(var: Path) -> str:
    """OCOP_SECRET_KEY, or a key made once and kept in `var/secret-key`, readable by its owner only."""
    if given := os.environ.get("OCOP_SECRET_KEY"):
        return given
    place = var / "secret-key"
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = _key_in(place)
        if not kept:
            raise ImproperlyConfigured(f"{place} is empty; delete it to have a new key made") from None
        return kept
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


def _key_in(place: Path) -> str:
    """The key in this file; another process may have made the file a moment ago and be about to write."""
    for _attempt in range(20):
        if kept := place.read_text(encoding="ascii").strip():
            return kept
        time.sleep(0.05)
    return ""
