"""The forty-two kinds of people of the programme, each with the role in which it works here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.people import roles

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of people: its number, its name, its roles, and what differs from others in the same role."""

    number: int
    name: StrOrPromise
    roles: tuple[str, ...]
    note: StrOrPromise = ""


KINDS: Final = (
    Kind(1, _("Household with a registered business"), (roles.PRODUCER,)),
    Kind(2, _("Cooperative group"), (roles.PRODUCER,), _("also its members; may become a cooperative")),
    Kind(
        3,
        _("Cooperative"),
        (roles.PRODUCER,),
        _("also capital, members and contracts; chains and planting areas"),
    ),
    Kind(
        4,
        _("Small or medium enterprise"),
        (roles.PRODUCER,),
        _("as a cooperative; also contracts and exports"),
    ),
    Kind(5, _("Farm or other production facility"), (roles.PRODUCER,), _("as a household")),
    Kind(
        6,
        _("Association or tourism operation centre"),
        (roles.PRODUCER,),
        _("tourism products only, as the rules list for its kind of producer"),
    ),
    Kind(
        7,
        _("Person with an idea, not yet a producer; youth, women"),
        (roles.NO_ROLE,),
        _("an account without an office: guides, forms and deadlines; handing in ideas comes later"),
    ),
    Kind(8, _("Member or worker of a producer"), (roles.PRODUCER_STAFF,)),
    Kind(9, _("Commune OCOP officer"), (roles.COMMUNE_OFFICER,)),
    Kind(10, _("District OCOP officer"), (roles.DISTRICT_OFFICER,)),
    Kind(11, _("Idea selection team"), (roles.IDEA_SELECTOR,)),
    Kind(12, _("Provincial OCOP office"), (roles.PROVINCE_OFFICER,)),
    Kind(13, _("Steering committee or working group"), (roles.STEERING_MEMBER,)),
    Kind(
        14,
        _("People's committee (who signs)"),
        (roles.PROVINCE_LEADER, roles.DISTRICT_LEADER, roles.COMMUNE_LEADER),
        _("each signs what its level may decide"),
    ),
    Kind(15, _("Central agency"), (roles.MINISTRY_OFFICER,)),
    Kind(16, _("Department of agriculture"), (roles.AGRICULTURE_OFFICER,)),
    Kind(17, _("Department of industry and trade"), (roles.TRADE_OFFICER,)),
    Kind(18, _("Department of science and technology"), (roles.SCIENCE_OFFICER,)),
    Kind(19, _("Department of health"), (roles.HEALTH_OFFICER,)),
    Kind(20, _("Department of culture, sports and tourism"), (roles.CULTURE_OFFICER,)),
    Kind(21, _("Department of labour, universities and vocational schools"), (roles.LABOUR_OFFICER,)),
    Kind(22, _("Cooperative alliance"), (roles.COOP_ALLIANCE,)),
    Kind(23, _("Member of a specialist council"), (roles.SPECIALIST_MEMBER,)),
    Kind(
        24,
        _("Chair, secretary or member of a council"),
        (roles.COUNCIL_MEMBER,),
        _("the chair closes, the secretary reveals the sheets and keeps the minutes"),
    ),
    Kind(
        25,
        _("National council"),
        (roles.COUNCIL_MEMBER,),
        _("the same role, held at the country; dossiers that may get five stars"),
    ),
    Kind(26, _("General consultant"), ("general_consultant",)),
    Kind(27, _("Specialist consultant"), ("specialist_consultant",)),
    Kind(28, _("OCOP partner: scientist, designer, supplier, distributor"), ("partner",)),
    Kind(29, _("Bank, fund or credit organisation"), ("lender",)),
    Kind(30, _("Trainer or training centre"), ("trainer",)),
    Kind(31, _("Manager or staff of an OCOP centre, shop or supermarket"), ("outlet_manager",)),
    Kind(32, _("Organiser of a fair"), ("fair_organiser",)),
    Kind(33, _("Distributor or wholesale buyer"), ("buyer",)),
    Kind(
        34,
        _("Consumer or tourist"),
        (roles.PUBLIC_ROLE,),
        _("no account: public pages and the page behind the QR code"),
    ),
    Kind(35, _("Community, associations and mass organisations"), ("community_group",)),
    Kind(
        36,
        _("Inspection team, laboratory, market surveillance"),
        (roles.INSPECTOR,),
        _("records of inspections come later"),
    ),
    Kind(37, _("Conformity assessment body"), ("assessor",)),
    Kind(38, _("Researcher"), ("researcher",)),
    Kind(39, _("Press and media"), ("press",)),
    Kind(40, _("Artisan or skilled worker"), ("artisan",)),
    Kind(41, _("International partner"), ("international_partner",)),
    Kind(
        42,
        _("System administrator"),
        (roles.ADMIN, roles.PROVINCE_ADMIN),
        _("one for the country; one for each province, for its own accounts only"),
    ),
)


def numbers_of(role: str) -> tuple[int, ...]:
    """The numbers of the kinds of people that work in this role."""
    return tuple(kind.number for kind in KINDS if role in kind.roles)
