import pytest
from django.core.exceptions import ValidationError

from ocop.people.logins import normal_login, readable_login


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "+84912345678",
        "+84 912 345 678",
        "84912345678",
        " 0912-345-678 ",
    ],
)
def test_a_phone_number_has_one_form_however_it_is_typed(typed: str) -> None:
    assert normal_login(typed) == "0912345678"


def test_an_email_address_is_kept_in_small_letters() -> None:
    assert normal_login(" Lan@Example.VN ") == "lan@example.vn"


@pytest.mark.parametrize(
    "typed", ["", "   ", "12345", "lan", "lan@", "@example.vn", "0912 345 67a", "+1 555 0100"]
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        normal_login(typed)


def test_a_login_is_shown_as_people_write_it() -> None:
    assert readable_login("0912345678") == "0912 345 678"
    assert readable_login("lan@example.vn") == "lan@example.vn"
