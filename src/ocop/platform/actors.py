"""Who is acting: a value that every rule, query and journal entry takes, free of the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one role at one place, or the public, or the system itself.

    `unit_path` is the path of the place the role is held at, such as "VN/01/00004/"; empty for none.
    `appointment_id` names the appointment the role comes from.
    """

    user_id: int | None
    name: str
    role: str
    unit_path: str = ""
    unit_code: str = ""
    unit_name: str = ""
    appointment_id: int | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def role_label(self) -> StrOrPromise:
        """The role in words, as registered by `name_roles`; the bare role when nobody named it."""
        return _role_labels.get(self.role, self.role)


PUBLIC = Actor(user_id=None, name="", role="public")
SYSTEM = Actor(user_id=None, name="system", role="system")

_role_labels: dict[str, StrOrPromise] = {}


def name_roles(labels: Mapping[str, StrOrPromise]) -> None:
    """Register the words shown for roles. Called once, from the `ready()` of the room that owns them."""
    _role_labels.update(labels)
