"""Two clicks on "issue anew" at the same moment: one paper is made, the other click is told."""

from __future__ import annotations

import pytest

from ocop.journal import queries as journal
from ocop.recognition.models import Reissue
from ocop.recognition.reissuing import reissue_certificate
from tests.cast import elevated
from tests.evaluation.test_races import at_once
from tests.recognition.test_reissuing import facts
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_certificate_is_issued_anew_once(world: World) -> None:
    certificate = world.certificate()
    now = world.later()

    def click() -> object:
        return reissue_certificate(
            actor=elevated(world.leader),
            certificate_id=certificate.pk,
            expected_version=certificate.version,
            facts=facts(certificate),
            now=now,
        )

    assert at_once(click, click) == ["Stale", "done"]
    reissue = Reissue.objects.get()
    assert (reissue.no, certificate.papers.present().count(), certificate.papers.count()) == (1, 1, 1)
    assert journal.verify().why == ""
