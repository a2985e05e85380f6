"""What a role may do, as one table of rights. A rule asks for a right, never for the name of a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Right:
    """One right. `built`: the program has what it opens; otherwise it comes with a later release.

    A right says what; on which objects is the role's reach.
    """

    code: str
    name: StrOrPromise
    built: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Rights that belong together, as the page of roles shows them. `room` is where they are asked for."""

    room: str
    name: StrOrPromise
    rights: tuple[Right, ...]


def _later(code: str, name: StrOrPromise) -> Right:
    return Right(code, name, built=False)


GROUPS: Final = (
    Group(
        "places",
        _("Places"),
        (
            Right("units.reform", _("merge, split and rename units by a decision")),
            Right("units.confirm", _("confirm which unit follows a former one")),
            Right("units.figures", _("enter area, population and flags of units")),
        ),
    ),
    Group(
        "people",
        _("People and accounts"),
        (
            Right("account.read", _("see accounts and offices")),
            Right("account.open", _("open accounts")),
            Right("account.appoint", _("give and end offices, hand an office over")),
            Right("account.close", _("close and reopen accounts")),
            Right("account.reset", _("send a new link to choose a password")),
            Right("session.elevate", _("confirm again who one is, for acts that ask for it")),
            Right("personal.read", _("read phone numbers and other personal data in clear; it is recorded")),
        ),
    ),
    Group(
        "journal",
        _("Journal"),
        (
            Right("journal.read", _("read the journal")),
            Right("journal.sign", _("sign the head of the journal")),
            Right("journal.erase", _("carry out lawful requests about personal data")),
        ),
    ),
    Group(
        "notices",
        _("Notices"),
        (Right("notices.manage", _("see messages sent and those that failed")),),
    ),
    Group(
        "programme",
        _("Programme and steering"),
        (
            Right("programme.lists", _("keep the shared code lists")),
            Right("papers.templates", _("keep the Word templates of one's own unit's papers")),
            Right("steering.read", _("see committees, members, posts, tasks and duties")),
            Right("steering.manage", _("keep committees, members, posts and working rules")),
            Right("steering.duties", _("tick off the yearly duties of the unit")),
            _later("steering.conclude", _("assign tasks, conclude meetings and close issues")),
            _later("plan.sign", _("sign plans")),
            _later("plan.appraise", _("appraise business plans")),
            Right("figures.read", _("see figures of the territory")),
            _later("report.file", _("write the report of the unit")),
            _later("budget.keep", _("keep budget lines")),
        ),
    ),
    Group(
        "registry",
        _("Producers and products"),
        (
            Right("producer.read", _("see producers")),
            Right("producer.write", _("register and correct producers")),
            Right("producer.represent", _("say which account speaks for a producer")),
            Right("product.read", _("see products")),
            Right("product.write", _("register and correct products")),
            Right("registry.import", _("bring whole lists of producers, products and certificates in")),
            Right("consent.record", _("record a producer's consent to help with its papers")),
            Right("opinion.read", _("read opinions and support of the sectors on a product")),
            Right("opinion.record", _("record an opinion or support given on a product")),
            _later("member.confirm", _("confirm membership and capital share in a producer")),
        ),
    ),
    Group(
        "evaluation",
        _("Dossiers and councils"),
        (
            Right("dossier.read", _("see dossiers that were filed")),
            Right("dossier.notes", _("read what offices write to each other about a dossier")),
            Right("dossier.file", _("start, write, file and withdraw a dossier")),
            Right("dossier.receive", _("check completeness, return, and send up with the commune's report")),
            Right("dossier.accept", _("check at the province, accept or send back")),
            Right("council.read", _("see councils and their members")),
            Right("council.manage", _("set up councils and put dossiers before them")),
            Right("council.sit", _("declare interests, fill and seal an evaluation sheet")),
            Right("sheet.read", _("see evaluation sheets after they are revealed")),
            Right(
                "council.advise",
                _("sit on an advisory team: findings, site surveys, extra tests, report; never points"),
            ),
            _later("dossier.advise", _("review a dossier before it is filed, without points")),
        ),
    ),
    Group(
        "recognition",
        _("Decisions and certificates"),
        (
            Right("decision.record", _("decide on results, or enter the signed decision")),
            Right("certificate.enter", _("enter certificates issued before this register")),
            Right("certificate.withdraw", _("withdraw certificates that the level may withdraw")),
        ),
    ),
    Group(
        "supervision",
        _("Supervision"),
        (
            Right("withdrawal.read", _("see proposals to withdraw a certificate")),
            Right("withdrawal.propose", _("propose that a certificate be withdrawn, and drop the proposal")),
        ),
    ),
    Group(
        "cycle",
        _("Ideas, training and support"),
        (
            _later("idea.file", _("hand in an idea")),
            _later("idea.select", _("judge ideas and give reasons")),
            _later("support.request", _("ask for support or a loan, register for fairs, order stamps")),
            _later("support.offer", _("offer help, negotiate, contract")),
            _later("loan.decide", _("decide on loan files that producers share")),
            _later("training.attend", _("see own training and its papers")),
            _later("training.run", _("keep classes, attendance, tests and materials")),
            _later("skills.confirm", _("keep a profile of skills and teaching")),
            _later("visit.note", _("keep notes of visits and of advice given")),
        ),
    ),
    Group(
        "problems",
        _("Reports of shoppers"),
        (
            Right("problem.read", _("read what shoppers report about products of the territory")),
            Right("problem.answer", _("look into reports of shoppers, answer or dismiss them")),
        ),
    ),
    Group(
        "after",
        _("After recognition"),
        (
            _later("inspection.plan", _("plan inspections, record samples, tests and violations")),
            _later("assessment.upload", _("hand in assessments that were commissioned")),
            _later("complaint.file", _("report misuse, supervise, answer surveys, write reviews")),
            Right("promotion.write", _("write and publish points of sale, events and news")),
            _later("outlet.report", _("keep stock, monthly sales and feedback of a point of sale")),
            _later("event.run", _("register an event with booths, visitors and sales")),
            _later("trade.ask", _("post needs, inquire and order")),
            _later("press.register", _("register items of press and use the media kit")),
            _later("forum.join", _("join forums and fairs, keep records of projects")),
        ),
    ),
    Group(
        "api",
        _("Interface for programs"),
        (Right("api.keys", _("issue and revoke the keys with which systems come")),),
    ),
    Group(
        "insight",
        _("Figures and research"),
        (
            Right(
                "fairness.read",
                _("see how the councils of the levels below judge, and have samples scored again"),
            ),
            _later("survey.run", _("design, run and analyse surveys")),
            _later("research.extract", _("take anonymised extracts")),
            _later("system.keep", _("make backups and keep master data")),
        ),
    ),
)
RIGHTS: Final = {right.code: right for group in GROUPS for right in group.rights}
