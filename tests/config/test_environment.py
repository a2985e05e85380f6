from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest
from django.core.exceptions import ImproperlyConfigured

from ocop.config import environment
from ocop.config.database import BadDatabaseUrl, parse_database_url


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/ocop.sqlite3", "/home/ocop/var/ocop.sqlite3"),
        ("sqlite:////srv/data.sqlite3", "/srv/data.sqlite3"),
        ("sqlite:///d%E1%BB%AF%20li%E1%BB%87u.sqlite3", "/home/ocop/dữ liệu.sqlite3"),
        ("sqlite:///:memory:", ":memory:"),
    ],
)
def test_a_sqlite_address_names_a_file(url: str, name: str) -> None:
    parsed = parse_database_url(url, home=Path("/home/ocop"))
    assert parsed["ENGINE"] == "django.db.backends.sqlite3"
    assert parsed["NAME"] == name


def test_sqlite_takes_the_write_lock_at_once_and_checks_its_keys() -> None:
    options = parse_database_url("sqlite:///x", home=Path("/"))["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "foreign_keys=ON" in options["init_command"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgresql_address_names_server_and_database(scheme: str) -> None:
    parsed = parse_database_url(f"{scheme}://lan:b%40o@db.example:5433/ocop?sslmode=require", home=Path("/"))
    assert parsed["ENGINE"] == "django.db.backends.postgresql"
    assert (parsed["USER"], parsed["PASSWORD"]) == ("lan", "b@o")
    assert (parsed["HOST"], parsed["PORT"], parsed["NAME"]) == ("db.example", "5433", "ocop")
    assert parsed["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    "url", ["postgresql:///ocop?host=/run/postgresql", "postgresql://%2Frun%2Fpostgresql/ocop"]
)
def test_postgresql_may_be_reached_by_a_socket(url: str) -> None:
    parsed = parse_database_url(url, home=Path("/"))
    assert (parsed["HOST"], parsed["PORT"], parsed["NAME"]) == ("/run/postgresql", "", "ocop")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ocop.sqlite3",
        "mysql://x/y",
        "sqlite://x.db",
        "sqlite:///",
        "postgresql://host/",
        "postgresql://h:x/d",
    ],
)
def test_an_address_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(BadDatabaseUrl):
        parse_database_url(url, home=Path("/"))


def test_a_refused_address_does_not_show_its_password() -> None:
    with pytest.raises(BadDatabaseUrl) as caught:
        parse_database_url("mysql://lan:kin@host/ocop", home=Path("/"))
    assert "kin@" not in str(caught.value)
    assert "host/ocop" in str(caught.value)


def test_the_secret_key_is_made_once_and_only_its_owner_may_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OCOP_SECRET_KEY", raising=False)
    key = environment.secret_key(tmp_path)
    assert len(key) >= 50
    assert environment.secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_the_secret_key_may_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_SECRET_KEY", "given")
    assert environment.secret_key(tmp_path) == "given"
    assert not (tmp_path / "secret-key").exists()


def test_of_processes_that_start_together_all_have_the_key_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OCOP_SECRET_KEY", raising=False)
    (tmp_path / "secret-key").touch()
    first = Timer(0.2, (tmp_path / "secret-key").write_text, ["the key of the first"])
    first.start()
    assert environment.secret_key(tmp_path) == "the key of the first"
    first.join()


def test_an_empty_secret_key_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OCOP_SECRET_KEY", raising=False)
    (tmp_path / "secret-key").touch()
    with pytest.raises(ImproperlyConfigured, match="secret-key"):
        environment.secret_key(tmp_path)


@pytest.mark.parametrize(
    ("word", "value"), [("1", True), ("YES", True), ("0", False), ("", False), ("off", False)]
)
def test_a_switch_is_on_or_off(word: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_DEBUG", word)
    assert environment.flag("OCOP_DEBUG") is value


def test_a_switch_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_DEBUG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="OCOP_DEBUG"):
        environment.flag("OCOP_DEBUG")


@pytest.mark.parametrize("url", ["ocop.vn", "ftp://ocop.vn", "https://", "https://ocop.vn/?x=1"])
def test_a_base_address_that_no_code_could_point_to_stops_the_start(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCOP_BASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="OCOP_BASE_URL"):
        environment.base_url()


def test_a_home_that_does_not_exist_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OCOP_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="OCOP_HOME"):
        environment.home()


def test_a_level_of_logging_that_does_not_exist_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_LOG_LEVEL", "wrong")
    with pytest.raises(ImproperlyConfigured, match="OCOP_LOG_LEVEL"):
        environment.log_level()


@pytest.mark.parametrize(("word", "level"), [("", "WARNING"), ("debug", "DEBUG"), ("ERROR", "ERROR")])
def test_a_level_of_logging_is_read_in_any_case(
    word: str, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCOP_LOG_LEVEL", word)
    assert environment.log_level() == level


def test_hosts_follow_the_base_address_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OCOP_ALLOWED_HOSTS", raising=False)
    assert "ocop.example.vn" in environment.allowed_hosts("https://ocop.example.vn")
    monkeypatch.setenv("OCOP_ALLOWED_HOSTS", "a.vn, b.vn")
    assert environment.allowed_hosts("https://ocop.example.vn") == ["a.vn", "b.vn"]


def read_settings(home: Path, *names: str, **variables: str) -> list[str]:
    """Settings as a fresh process sees them."""
    program = f"from ocop.config import settings as s; print(*[getattr(s, n) for n in {names!r}], sep='\\n')"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program],
        env={**kept, "OCOP_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_cookies_travel_encrypted_when_the_site_does(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    assert read_settings(tmp_path, *names, OCOP_BASE_URL="https://ocop.example.vn") == [
        "True",
        "True",
        "31536000",
    ]
    assert read_settings(tmp_path, *names) == ["False", "False", "0"]


def test_by_default_nothing_is_open_and_everything_stays_under_home(tmp_path: Path) -> None:
    debug, files, static = read_settings(tmp_path, "DEBUG", "OCOP_FILES", "STATIC_ROOT")
    assert debug == "False"
    assert Path(files) == tmp_path / "var/files"
    assert Path(static) == tmp_path / "var/static"


def test_pages_work_with_the_regimes_laid_over_in_var_once_there_are_any(tmp_path: Path) -> None:
    assert read_settings(tmp_path, "OCOP_REGIME_FOLDERS") == ["()"]
    laid_over = tmp_path / "var/regimes"
    laid_over.mkdir()
    assert read_settings(tmp_path, "OCOP_REGIME_FOLDERS") == [str((laid_over,))]


def test_the_folder_of_the_data_is_its_owners_alone(tmp_path: Path) -> None:
    read_settings(tmp_path, "DEBUG")
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


@pytest.mark.parametrize("word", ["CC0-1.0", "https://example.vn/licence", "http://example.vn/licence"])
def test_a_licence_is_a_known_name_or_an_address(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("OCOP_OPEN_DATA_LICENCE", f" {word} ")
    assert environment.licence(default="CC-BY-4.0") == word
    monkeypatch.setenv("OCOP_OPEN_DATA_LICENCE", "")
    assert environment.licence(default="CC-BY-4.0") == "CC-BY-4.0"


@pytest.mark.parametrize("word", ["cc-by", "ours", "file:///licence", "javascript:alert(1)"])
def test_another_licence_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("OCOP_OPEN_DATA_LICENCE", word)
    with pytest.raises(ImproperlyConfigured, match=r"CC-BY-4\.0"):
        environment.licence(default="CC-BY-4.0")
