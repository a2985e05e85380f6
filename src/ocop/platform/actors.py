"""Who is acting: a value that every rule, query and journal entry takes, free of the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class OtherOffice:
    """Another role the same person could act in now, by its appointment."""

    appointment_id: int
    role: str
    unit_name: str

    @property
    def role_label(self) -> StrOrPromise:
        """The role in words."""
        return label_of_role(self.role)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in one role at one place, or the public, or the system itself.

    `unit_path` is the path of the place the role is held at, such as "VN/01/00004/"; empty for none.
    `appointment_id` names the appointment the role comes from. `rights` are the codes of what the role may do
    and `reach` says on which objects: "own", "territory", "council", "country" or "assigned"; both come from
    the table of roles. `elevated`: the person has just proved again who they are, which some acts ask for;
    `fresh`: they signed in just before.
    `unread`: how many messages wait for the person, for the frame of the page.
    """

    user_id: int | None
    name: str
    role: str
    unit_path: str = ""
    unit_code: str = ""
    unit_name: str = ""
    appointment_id: int | None = None
    rights: frozenset[str] = frozenset()
    reach: str = ""
    elevated: bool = False
    fresh: bool = False
    others: tuple[OtherOffice, ...] = field(default=(), compare=False, repr=False)
    unread: int = field(default=0, compare=False)

    def may(self, right: str) -> bool:
        """Whether the role gives this right; on which objects is another question. The system may all."""
        return self.role == "system" or right in self.rights

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def role_label(self) -> StrOrPromise:
        """The role in words, as registered by `name_roles`; the bare role when nobody named it."""
        return label_of_role(self.role)


PUBLIC = Actor(user_id=None, name="", role="public")
SYSTEM = Actor(user_id=None, name="system", role="system", reach="country")

_role_labels: dict[str, StrOrPromise] = {}


def name_roles(labels: Mapping[str, StrOrPromise]) -> None:
    """Register the words shown for roles. Called once, from the `ready()` of the room that owns them."""
    _role_labels.update(labels)


def label_of_role(role: str) -> StrOrPromise:
    """The words for a role's code; the bare code when nobody named it."""
    return _role_labels.get(role, role)
