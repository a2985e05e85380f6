"""Print the address of a PostgreSQL on which the tests may create a database, or say why there is none.

Tries OCOP_TEST_POSTGRES alone when it is set, else the usual sockets and this machine. Exit status: 0 with
the address on standard output; 1 when nothing usable answers; 2 with the reason on standard error when the
address that was asked for does not serve, because skipping silently would hide it.
"""

import os
import sys
from pathlib import Path
from zlib import crc32

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("/var/run/postgresql", "/tmp", "127.0.0.1")  # noqa: S108 - where servers put their sockets


def default_urls() -> list[str]:
    """One address per place; the database is named after this folder, so that two copies do not collide."""
    name = f"ocop_{crc32(str(ROOT).encode()):08x}"
    return [f"postgresql:///{name}?host={place}" for place in PLACES]


def objection(url: str) -> str | None:
    """Why the tests cannot use this server, or None when they can. The database itself need not exist yet."""
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[-1]
    return None if row and row[0] else "its user may not create databases (ALTER ROLE ... CREATEDB)"


def main() -> int:
    asked = os.environ.get("OCOP_TEST_POSTGRES")
    for url in [asked] if asked else default_urls():
        reason = objection(url)
        if reason is None:
            print(url)
            return 0
        if asked:
            print(f"OCOP_TEST_POSTGRES: {reason}", file=sys.stderr)
    return 2 if asked else 1


if __name__ == "__main__":
    raise SystemExit(main())
