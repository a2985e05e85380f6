import pytest
from django.utils.translation import gettext_lazy, override

from ocop.platform.decisions import ALLOWED, Conflict, Decision, Denied, Stale, refuse, require

NOT_YOURS = refuse("Not your commune.")
TOO_LATE = refuse("The round is closed.")


def test_both_must_allow_and_the_first_refusal_speaks() -> None:
    assert (ALLOWED & ALLOWED) == ALLOWED
    assert (ALLOWED & TOO_LATE) == TOO_LATE
    assert (NOT_YOURS & TOO_LATE) == NOT_YOURS


def test_either_may_allow_and_the_last_refusal_speaks() -> None:
    assert (NOT_YOURS | ALLOWED) == ALLOWED
    assert (ALLOWED | NOT_YOURS) == ALLOWED
    assert (NOT_YOURS | TOO_LATE) == TOO_LATE


def test_a_refusal_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        refuse("")


def test_requiring_what_is_allowed_does_nothing() -> None:
    require(ALLOWED)


def test_requiring_what_is_refused_raises_its_reason() -> None:
    with pytest.raises(Denied, match=r"Not your commune\."):
        require(NOT_YOURS)


def test_a_decision_reads_as_yes_or_no() -> None:
    assert ALLOWED
    assert not NOT_YOURS


def test_a_reason_speaks_the_language_of_the_reader() -> None:
    refusal = Denied(gettext_lazy("Nothing was changed."))
    with override("vi"):
        assert str(refusal) == "Chưa có gì thay đổi."
    with override("en"):
        assert str(refusal) == "Nothing was changed."


def test_a_stale_form_is_a_conflict() -> None:
    assert isinstance(Stale("changed"), Conflict)


def test_decisions_are_values() -> None:
    assert Decision(allowed=False, reason="Not your commune.") == NOT_YOURS
