"""Every operation with values that its description admits, and with values that it does not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis.errors import Unsatisfiable
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from ocop.api.models import Key
from tests.api.conftest import Program
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = int(os.environ.get("OCOP_FUZZ_EXAMPLES", "4"))
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
)


@pytest.fixture
def open_connection(db: None) -> Iterator[None]:  # noqa: ARG001 - there must be one
    """The server closes connections after a request; this one holds the test's transaction."""
    watched = (request_started, request_finished)
    for signal in watched:
        signal.disconnect(close_old_connections)
    yield
    for signal in watched:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("open_connection")
def test_nothing_that_is_sent_breaks_the_interface(world: World, system: Program, settings: Settings) -> None:
    settings.OCOP_API_PER_KEY = settings.OCOP_API_PER_ADDRESS = 1_000_000
    world.certificate()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    load_all_checks()
    checks = CHECKS.get_by_names(list(WANTED))
    found: dict[str, str] = {}
    for result in schema.get_all_operations():
        operation = cast("Any", result).ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                _tried(operation, mode, checks, system.headers)
            except Unsatisfiable:
                assert mode == GenerationMode.NEGATIVE, operation.label  # nothing to send, nothing to spoil
            except BaseExceptionGroup as group:
                found[f"{operation.label} {mode.value}"] = "\n".join(map(str, group.exceptions))
            except (AssertionError, schemathesis.errors.SchemathesisError) as error:
                found[f"{operation.label} {mode.value}"] = str(error)
    assert not found, "\n\n".join(f"{name}\n{words}" for name, words in found.items())
    assert Key.objects.exists()


def _tried(operation: Any, mode: GenerationMode, checks: list[Any], headers: dict[str, str]) -> None:
    @trying(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=checks)

    check()
