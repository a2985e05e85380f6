"""The roles of the programme, as one table: a new role is a new line here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from ocop.people.codes import (
    ADMIN,
    AGRICULTURE_OFFICER,
    COMMUNE_LEADER,
    COMMUNE_OFFICER,
    COOP_ALLIANCE,
    COUNCIL_MEMBER,
    CULTURE_OFFICER,
    DISTRICT_LEADER,
    DISTRICT_OFFICER,
    GENERAL_CONSULTANT,
    HEALTH_OFFICER,
    IDEA_SELECTOR,
    INSPECTOR,
    LABOUR_OFFICER,
    MINISTRY_OFFICER,
    PRODUCER,
    PRODUCER_STAFF,
    PROVINCE_ADMIN,
    PROVINCE_LEADER,
    PROVINCE_OFFICER,
    SCIENCE_OFFICER,
    SPECIALIST_CONSULTANT,
    SPECIALIST_MEMBER,
    STEERING_MEMBER,
    TRADE_OFFICER,
)
from ocop.places.models import Level

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = [
    "ADMIN",
    "AGRICULTURE_OFFICER",
    "COMMUNE_LEADER",
    "COMMUNE_OFFICER",
    "COOP_ALLIANCE",
    "COUNCIL_MEMBER",
    "CULTURE_OFFICER",
    "DISTRICTS_ENDED_ON",
    "DISTRICT_LEADER",
    "DISTRICT_OFFICER",
    "GENERAL_CONSULTANT",
    "HEALTH_OFFICER",
    "IDEA_SELECTOR",
    "INSPECTOR",
    "LABOUR_OFFICER",
    "MINISTRY_OFFICER",
    "NO_ROLE",
    "ORDER",
    "PRODUCER",
    "PRODUCER_STAFF",
    "PROVINCE_ADMIN",
    "PROVINCE_LEADER",
    "PROVINCE_OFFICER",
    "PUBLIC_ROLE",
    "REACH_NAMES",
    "ROLES",
    "SCIENCE_OFFICER",
    "SPECIALIST_CONSULTANT",
    "SPECIALIST_MEMBER",
    "STEERING_MEMBER",
    "TRADE_OFFICER",
    "Reach",
    "Role",
    "holders",
    "role_choices",
    "roles_given_by",
]


class Reach(StrEnum):
    """On which objects a role acts."""

    OWN = "own"
    TERRITORY = "territory"
    COUNCIL = "council"
    COUNTRY = "country"
    ASSIGNED = "assigned"


REACH_NAMES: Final = {
    Reach.OWN: _("what is one's own"),
    Reach.TERRITORY: _("the territory of the unit and of the units below it"),
    Reach.COUNCIL: _("what is put before a council one sits on"),
    Reach.COUNTRY: _("the whole country"),
    Reach.ASSIGNED: _("what was assigned or opened to the person"),
}

# Someone signed in who holds no office today: the rights of the public, and a page of their own.
NO_ROLE = "none"
PUBLIC_ROLE = "public"

DISTRICTS_ENDED_ON: Final = date(2025, 6, 30)
"""The last day of the district level (Luật số 72/2025/QH15: from 01/07/2025 there are two levels)."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a person can be appointed to.

    `levels`: the levels of unit it is held at. `reach`: on which objects its `rights` are used.
    `appointed_by`: the roles that may give and end it, each only inside its own territory. `official`: held
    in public office, so that signing in leaves a journal entry. `second_factor`: it is acted in only after a
    second proof of who one is. `until`: the last day on which it was held at all. `leads`: names of lead
    agencies as the regimes write them, which narrow products to the sets these lead; `producer_kinds` narrows
    producers and their products to these kinds. `sees`: what rights and reach do not say.
    """

    code: str
    name: StrOrPromise
    levels: frozenset[Level]
    reach: Reach
    appointed_by: frozenset[str]
    rights: frozenset[str]
    official: bool = True
    second_factor: bool = True
    until: date | None = None
    leads: frozenset[str] = frozenset()
    producer_kinds: frozenset[str] = frozenset()
    sees: StrOrPromise = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether it reaches only a part of what its right and territory would open."""
        return bool(self.leads or self.producer_kinds)


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COMMUNE = frozenset({Level.COMMUNE})
_DISTRICT = frozenset({Level.DISTRICT})
_PROVINCE = frozenset({Level.PROVINCE})
_COUNTRY = frozenset({Level.COUNTRY})
_OFFICES = _PROVINCE | _COUNTRY
_WITH_COUNCILS = _DISTRICT | _OFFICES

_BY_ADMIN = frozenset({ADMIN})
_BY_ADMINS = frozenset({PROVINCE_ADMIN, ADMIN})
_BY_PROVINCE = frozenset({PROVINCE_OFFICER}) | _BY_ADMINS
_BY_COMMUNE = frozenset({COMMUNE_OFFICER}) | _BY_PROVINCE
_BY_OFFICES = frozenset({MINISTRY_OFFICER}) | _BY_PROVINCE

_REGISTRY = _codes("producer.read product.read")
_PAPERS = _REGISTRY | _codes("dossier.read")
_NOTES = _codes("dossier.notes opinion.read steering.read")
_COUNCILS = _PAPERS | _NOTES | _codes("council.read sheet.read")
_WITHDRAWALS = _codes("withdrawal.read withdrawal.propose")
_ACCOUNTS = _codes("account.read account.open account.appoint account.reset")
_SECTOR = _codes("product.read opinion.read opinion.record steering.read")

_AGRICULTURE = frozenset({"Bộ Nông nghiệp và Phát triển nông thôn", "Bộ Nông nghiệp và Môi trường"})
_TRADE = frozenset({"Bộ Công Thương"})
_SCIENCE = frozenset({"Bộ Khoa học và Công nghệ"})
_HEALTH = frozenset({"Bộ Y tế"})
_CULTURE = frozenset({"Bộ Văn hóa, Thể thao và Du lịch"})
_LABOUR = frozenset({"Bộ Lao động - Thương binh và Xã hội", "Bộ Nội vụ"})


def _sector(code: str, name: StrOrPromise, rights: str, leads: frozenset[str], sees: StrOrPromise) -> Role:
    """An officer of a sector: reads the products whose sets its ministry leads, and gives opinions."""
    return Role(
        code,
        name,
        _OFFICES,
        Reach.TERRITORY,
        _BY_ADMINS,
        _SECTOR | _codes(rights),
        leads=leads,
        sees=sees,
    )


def _guest(
    code: str,
    name: StrOrPromise,
    rights: str,
    *,
    levels: frozenset[Level] = _OFFICES,
    reach: Reach = Reach.ASSIGNED,
    appointed_by: frozenset[str] = _BY_PROVINCE,
    sees: StrOrPromise = "",
) -> Role:
    """A role held outside public office."""
    return Role(
        code,
        name,
        levels,
        reach,
        appointed_by,
        _codes(rights),
        official=False,
        second_factor=False,
        sees=sees,
    )


ROLES: Final = {
    role.code: role
    for role in (
        _guest(
            PRODUCER,
            _("Producer"),
            "producer.read producer.write product.read product.write dossier.read dossier.file "
            "withdrawal.read idea.file support.request training.attend report.file complaint.file",
            levels=_COMMUNE,
            reach=Reach.OWN,
            appointed_by=_BY_COMMUNE,
            sees=_("the own file, own results and weak points, and what is public"),
        ),
        _guest(
            PRODUCER_STAFF,
            _("Member or worker of a producer"),
            "training.attend member.confirm complaint.file",
            levels=_COMMUNE,
            reach=Reach.OWN,
            appointed_by=_BY_COMMUNE,
            sees=_("own training and its papers"),
        ),
        _guest(
            "artisan",
            _("Artisan"),
            "skills.confirm training.attend",
            levels=_COMMUNE | _PROVINCE,
            reach=Reach.OWN,
            appointed_by=_BY_COMMUNE,
            sees=_("the own profile"),
        ),
        _guest(
            "community_group",
            _("Community or mass organisation"),
            "complaint.file",
            levels=_COMMUNE | _PROVINCE,
            reach=Reach.TERRITORY,
            appointed_by=_BY_COMMUNE,
            sees=_("what is public about its locality"),
        ),
        _guest(
            "buyer",
            _("Distributor or wholesale buyer"),
            "trade.ask complaint.file",
            levels=_COMMUNE | _OFFICES,
            appointed_by=_BY_COMMUNE | _BY_OFFICES,
            sees=_("what is public, and quotes made to it"),
        ),
        _guest(
            "press",
            _("Press and media"),
            "press.register",
            appointed_by=_BY_OFFICES,
            sees=_("what is public, and the media kit"),
        ),
        _guest(
            "international_partner",
            _("International partner"),
            "forum.join",
            appointed_by=_BY_OFFICES,
            sees=_("what is public"),
        ),
        _guest(
            "researcher",
            _("Researcher"),
            "research.extract survey.run",
            reach=Reach.COUNTRY,
            appointed_by=frozenset({MINISTRY_OFFICER, ADMIN}),
            sees=_("anonymised data and sums only, never a person's data"),
        ),
        _guest(
            "outlet_manager",
            _("Manager or staff of a point of sale"),
            "outlet.report",
            levels=_COMMUNE | _PROVINCE,
            sees=_("the own point of sale"),
        ),
        _guest(
            "fair_organiser",
            _("Organiser of a fair"),
            "event.run",
            appointed_by=_BY_OFFICES,
            sees=_("own events"),
        ),
        _guest(
            "trainer",
            _("Trainer or training centre"),
            "training.run",
            appointed_by=_BY_OFFICES,
            sees=_("own classes"),
        ),
        _guest(
            "lender",
            _("Bank, fund or credit organisation"),
            "loan.decide",
            appointed_by=_BY_OFFICES,
            sees=_("loan files that a producer shares"),
        ),
        _guest(
            "partner",
            _("OCOP partner (science, design, supply, distribution)"),
            "support.offer",
            appointed_by=_BY_OFFICES,
            sees=_("requests opened to it"),
        ),
        _guest(
            "assessor",
            _("Conformity assessment body"),
            "assessment.upload",
            appointed_by=_BY_OFFICES,
            sees=_("what it was commissioned to assess"),
        ),
        _guest(
            SPECIALIST_CONSULTANT,
            _("Specialist consultant"),
            "visit.note dossier.advise council.advise",
            appointed_by=_BY_OFFICES,
            sees=_("the producers and the dossiers assigned; never gives points"),
        ),
        _guest(
            GENERAL_CONSULTANT,
            _("General consultant"),
            "producer.read product.read visit.note dossier.advise council.advise training.run",
            levels=_PROVINCE,
            reach=Reach.TERRITORY,
            sees=_("the province and the dossiers assigned; never gives points"),
        ),
        Role(
            COMMUNE_OFFICER,
            _("Commune officer"),
            _COMMUNE,
            Reach.TERRITORY,
            _BY_PROVINCE,
            _PAPERS
            | _NOTES
            | _ACCOUNTS
            | _WITHDRAWALS
            | _codes(
                "producer.write producer.represent product.write consent.record personal.read "
                "dossier.receive steering.duties figures.read visit.note report.file "
                "problem.read problem.answer"
            ),
            sees=_("never gives points"),
        ),
        Role(
            COMMUNE_LEADER,
            _("Commune leader"),
            _COMMUNE,
            Reach.TERRITORY,
            _BY_PROVINCE,
            _PAPERS | _NOTES | _codes("withdrawal.read plan.sign figures.read problem.read"),
        ),
        Role(
            DISTRICT_OFFICER,
            _("District officer"),
            _DISTRICT,
            Reach.TERRITORY,
            _BY_ADMINS,
            _COUNCILS
            | _WITHDRAWALS
            | _codes(
                "personal.read dossier.accept council.manage decision.record figures.read plan.appraise "
                "training.run inspection.plan report.file"
            ),
            until=DISTRICTS_ENDED_ON,
            sees=_("all files of the district, while there were districts"),
        ),
        Role(
            DISTRICT_LEADER,
            _("District leader"),
            _DISTRICT,
            Reach.TERRITORY,
            _BY_ADMINS,
            _COUNCILS | _codes("decision.record withdrawal.read plan.sign figures.read"),
            until=DISTRICTS_ENDED_ON,
        ),
        Role(
            IDEA_SELECTOR,
            _("Member of an idea selection team"),
            _COMMUNE | _DISTRICT | _PROVINCE,
            Reach.ASSIGNED,
            _BY_PROVINCE,
            _codes("idea.select"),
            sees=_("ideas put to the team"),
        ),
        _sector(
            AGRICULTURE_OFFICER,
            _("Agriculture sector officer"),
            "visit.note inspection.plan",
            _AGRICULTURE,
            _("products of the sets that the agriculture sector leads"),
        ),
        _sector(
            TRADE_OFFICER,
            _("Industry and trade sector officer"),
            "promotion.write event.run",
            _TRADE,
            _("products of the sets that the industry and trade sector leads"),
        ),
        _sector(
            SCIENCE_OFFICER,
            _("Science and technology sector officer"),
            "support.offer",
            _SCIENCE,
            _("products of the sets its ministry leads, which are none today; standards come later"),
        ),
        _sector(
            HEALTH_OFFICER,
            _("Health sector officer"),
            "inspection.plan",
            _HEALTH,
            _("products of the sets that the health sector leads, such as herbs"),
        ),
        _sector(
            CULTURE_OFFICER,
            _("Culture and tourism sector officer"),
            "event.run",
            _CULTURE,
            _("tourism products: the sets that the culture and tourism sector leads"),
        ),
        _sector(
            LABOUR_OFFICER,
            _("Labour sector officer or vocational school"),
            "training.run",
            _LABOUR,
            _("products of the sets its ministry leads, which are none today; training comes later"),
        ),
        Role(
            COOP_ALLIANCE,
            _("Cooperative alliance officer"),
            _OFFICES,
            Reach.TERRITORY,
            _BY_ADMINS,
            _SECTOR | _codes("producer.read support.offer"),
            producer_kinds=frozenset({"htx", "tht"}),
            sees=_("cooperatives and cooperative groups, and their products"),
        ),
        Role(
            STEERING_MEMBER,
            _("Member of a steering committee or working group"),
            _COUNTRY | _PROVINCE | _DISTRICT,
            Reach.TERRITORY,
            _BY_OFFICES,
            _codes("product.read steering.read steering.conclude plan.sign figures.read"),
            sees=_("dashboards, localities assigned and their issues"),
        ),
        Role(
            PROVINCE_OFFICER,
            _("Province officer"),
            _PROVINCE,
            Reach.TERRITORY,
            _BY_ADMINS,
            _COUNCILS
            | _ACCOUNTS
            | _WITHDRAWALS
            | _codes(
                "producer.write producer.represent product.write consent.record personal.read dossier.accept "
                "registry.import council.manage decision.record certificate.enter certificate.withdraw "
                "units.confirm units.figures steering.manage steering.duties plan.appraise figures.read "
                "papers.templates fairness.read promotion.write report.file budget.keep training.run "
                "problem.read problem.answer"
            ),
        ),
        Role(
            PROVINCE_LEADER,
            _("Province leader"),
            _PROVINCE,
            Reach.TERRITORY,
            _BY_ADMINS,
            _COUNCILS
            | _codes(
                "account.read decision.record certificate.withdraw withdrawal.read plan.sign figures.read "
                "problem.read"
            ),
        ),
        Role(
            SPECIALIST_MEMBER,
            _("Member of a specialist council or advisory team"),
            _WITH_COUNCILS,
            Reach.ASSIGNED,
            _BY_OFFICES,
            _codes("council.advise"),
            sees=_("dossiers assigned for review; never gives points"),
        ),
        Role(
            COUNCIL_MEMBER,
            _("Council member"),
            _WITH_COUNCILS,
            Reach.COUNCIL,
            _BY_OFFICES,
            _codes("dossier.read dossier.notes council.read council.sit sheet.read"),
            sees=_("other members' sheets only after all are sealed and revealed"),
        ),
        Role(
            MINISTRY_OFFICER,
            _("Ministry officer"),
            _COUNTRY,
            Reach.COUNTRY,
            _BY_ADMIN,
            _COUNCILS
            | _WITHDRAWALS
            | _codes(
                "account.read account.appoint personal.read dossier.accept council.manage decision.record "
                "certificate.enter "
                "registry.import certificate.withdraw units.reform units.confirm units.figures "
                "programme.lists papers.templates steering.manage steering.duties figures.read fairness.read "
                "promotion.write report.file problem.read"
            ),
        ),
        Role(
            INSPECTOR,
            _("Inspector"),
            _OFFICES,
            Reach.TERRITORY,
            _BY_ADMINS,
            _COUNCILS
            | _WITHDRAWALS
            | _codes("account.read personal.read journal.read figures.read fairness.read inspection.plan"),
        ),
        Role(
            PROVINCE_ADMIN,
            _("Province administrator"),
            _PROVINCE,
            Reach.TERRITORY,
            _BY_ADMIN,
            _ACCOUNTS | _codes("account.close session.elevate papers.templates api.keys"),
            sees=_("accounts and offices of the own province and its communes; no dossiers, no scores"),
        ),
        Role(
            ADMIN,
            _("Administrator"),
            _COUNTRY,
            Reach.COUNTRY,
            _BY_ADMIN,
            _COUNCILS
            | _ACCOUNTS
            | _codes(
                "account.close session.elevate journal.read journal.sign journal.erase notices.manage "
                "units.reform units.confirm system.keep api.keys"
            ),
            sees=_("technical data and logs; changes no score"),
        ),
    )
}
ORDER: Final = {code: place for place, code in enumerate(ROLES)}
"""Rank of an office: a new session starts in the highest one."""


def role_choices() -> list[tuple[str, StrOrPromise]]:
    """Codes with names, for a form."""
    return [(role.code, role.name) for role in ROLES.values()]


def holders(right: str) -> frozenset[str]:
    """The codes of the roles that have this right."""
    return frozenset(role.code for role in ROLES.values() if right in role.rights)


def roles_given_by(role: str) -> list[Role]:
    """The roles that an actor in this role may give."""
    return [one for one in ROLES.values() if role in one.appointed_by]
