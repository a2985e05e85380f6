"""The contract: what stands in the repository is what the program answers to, and others can read it."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from ocop.api.middleware import PRIVATE_ROOTS
from ocop.api.urls import ROUTES
from ocop.api.v1 import contract, views
from tests.world import World
from tools import openapi


def test_the_snapshot_is_what_the_program_describes() -> None:
    found = openapi.changes(openapi.PLACE.read_text(encoding="utf-8"), contract.text())
    assert not found, (
        "the contract changed; is it still version 1? then: python -m tools.openapi\n" + "\n".join(found)
    )


def test_a_change_is_told_line_by_line() -> None:
    assert [line[0] for line in openapi.changes("a\nb\n", "a\nc\n")][-2:] == ["-", "+"]
    assert openapi.changes("a\n", "a\n") == []


def test_it_is_openapi_3_1() -> None:
    assert contract.description()["openapi"] == "3.1.0"
    assert [str(one) for one in OpenAPIV31SpecValidator(contract.description()).iter_errors()] == []


def test_addresses_and_operations_are_the_same() -> None:
    assert views().keys() == ROUTES.keys()
    described = {path.replace("{", "<").replace("}", ">") for path in contract.description()["paths"]}
    assert described == {
        "/api/v1/" + route.replace("<int:", "<").replace("<str:", "<") for route in ROUTES.values()
    }


def test_what_asks_for_a_key_is_never_open_to_other_sites() -> None:
    for path, methods in contract.description()["paths"].items():
        scoped = {"x-scope" in operation for operation in methods.values()}
        assert scoped == {path.startswith(PRIVATE_ROOTS)}, path


def test_every_failure_is_a_problem_document() -> None:
    for methods in contract.description()["paths"].values():
        for operation in methods.values():
            failures = {status for status in operation["responses"] if status >= "4"}
            assert {"400", "406", "422", "429", "500"} <= failures
            assert all("$ref" in operation["responses"][status] for status in failures)


def test_starting_the_program_does_not_load_the_library() -> None:
    program = textwrap.dedent(
        """
        import sys, django
        django.setup()
        from django.urls import get_resolver, reverse
        get_resolver().url_patterns
        reverse("api:v1_products")
        import ocop.config.wsgi
        sys.exit(any(name.partition(".")[0] in {"ninja", "pydantic"} for name in sys.modules))
        """
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 - our own words
    assert done.returncode == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_client_made_from_the_file_reads_the_catalogue(
    world: World, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    """What an outside developer does: a generator, the file, a few lines."""
    settings.ALLOWED_HOSTS = ["*"]
    certificate = world.certificate()
    place = tmp_path / "ocop_client"
    made = subprocess.run(  # noqa: S603 - a program of the environment
        [
            str(Path(sys.executable).parent / "openapi-python-client"),
            *("generate", "--path", str(openapi.PLACE), "--meta", "none", "--output-path", str(place)),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(tmp_path))
    try:
        client_module: Any = importlib.import_module("ocop_client")
        list_products: Any = importlib.import_module("ocop_client.api.catalogue.list_products")
        get_status: Any = importlib.import_module("ocop_client.api.catalogue.get_status")
        get_product: Any = importlib.import_module("ocop_client.api.catalogue.get_product")
        with client_module.Client(base_url=live_server.url) as client:
            page = list_products.sync(client=client, q="tuong ot")
            assert [one.name for one in page.items] == [certificate.product_name]
            one = get_product.sync(client=client, code=page.items[0].code)
            assert one.certificates[0].number == certificate.number
            assert get_status.sync(client=client, code=one.code).holds is True
            missing = get_product.sync(client=client, code="none")
            assert missing.status == 404
    finally:
        sys.path.remove(str(tmp_path))
    assert json.loads(openapi.PLACE.read_text(encoding="utf-8"))["info"]["version"]
