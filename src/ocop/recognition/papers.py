"""Decisions and certificates as papers: the words of each, from what the draft or the register says.

The same functions make a draft and its final form; what a draft lacks is its number, its day and the note of
signing. Papers are in Vietnamese whatever the language of the page.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import translation

from ocop.evaluation import procedure
from ocop.law.words import decimal_text, trimmed
from ocop.places.models import Level as UnitLevel
from ocop.platform.documents.layout import (
    Administrative,
    Annex,
    Article,
    Column,
    Credential,
    Fact,
    Issuer,
    Signature,
    Table,
    digest,
)
from ocop.platform.documents.typography import long_date, padded, sentence_start, short_date
from ocop.programme import word_templates
from ocop.recognition import rules
from ocop.recognition.models import DecisionBatch, RulingKind, Way
from ocop.registry import regimes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ocop.evaluation.models import Dossier, Result
    from ocop.law.regime import Level, Regime
    from ocop.places.models import Unit
    from ocop.programme.models import WordTemplate
    from ocop.recognition.models import Certificate, Reissue

DECISION: Final = "decision"
CERTIFICATE: Final = "certificate"
KINDS: Final = (DECISION, CERTIFICATE)
"""The kinds of papers that may have a template of the unit's own, as `kinds` adds them."""
DRAFT_MARK: Final = "Dự thảo"
TRIAL_MARK: Final = "Dữ liệu thử"
SIGNED_NOTE: Final = "(Đã ký số)"
TEST_NOTE: Final = "(Ký số thử nghiệm, không có giá trị pháp lý)"
MINISTRY_SYMBOL: Final = "QĐ-BNNMT"
COMMITTEE_SYMBOL: Final = "QĐ-UBND"
MINISTRY_PLACE: Final = "Hà Nội"
NAMED_AFTER_A_PERSON: Final = frozenset({"79"})
"""Units that issue papers and bear the name of a person: written in full (NĐ 30/2020, Phụ lục I, II.4.a)."""

AGAIN_TAG: Final = "cap_lai"
"""The tag of a Word template that says of a certificate that it is issued anew."""
FACTS_TAG: Final = "thong_tin"
"""The tag that lists all facts of a certificate, this one among them."""

SUBJECTS: Final[Mapping[str, str]] = {
    RulingKind.RECOGNISE: "Về việc công nhận sản phẩm OCOP và cấp giấy chứng nhận",
    RulingKind.REFUSE: "Về việc không công nhận sản phẩm OCOP",
    RulingKind.APPROVE_RESULT: "Về việc phê duyệt kết quả đánh giá, phân hạng sản phẩm OCOP "
    "đề nghị cấp trên đánh giá, công nhận",
}
ANNEXES: Final[Mapping[str, str]] = {
    RulingKind.RECOGNISE: "Danh sách sản phẩm được công nhận sản phẩm OCOP",
    RulingKind.REFUSE: "Danh sách sản phẩm không được công nhận",
    RulingKind.APPROVE_RESULT: "Danh sách sản phẩm đề nghị cấp trên đánh giá",
}
LISTED: Final = "(danh sách tại Phụ lục kèm theo)"


@dataclass(frozen=True, slots=True)
class Listed:
    """One product of a decision."""

    product: str
    producer: str
    commune: str
    code: str
    stars: int
    total: str
    regime_id: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What makes a final paper of a draft: number, day, and the note of signing."""

    number: str
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the papers of a decision say, apart from `Signed`.

    `own` are the unit's own Word templates in force, by kind of paper, whether `way` uses them or not.
    """

    kind: str
    unit: Unit
    level: Level
    rows: tuple[Listed, ...]
    proposed_by: str
    signer_name: str
    signer_lines: tuple[str, ...]
    way: str = ""
    own: Mapping[str, WordTemplate] = field(default_factory=dict)

    @property
    def issues_certificates(self) -> bool:
        """Whether every product gets a certificate."""
        return self.kind == RulingKind.RECOGNISE

    @property
    def is_unanswered(self) -> bool:
        """Whether the unit has templates of its own and nobody said how the papers are made."""
        return bool(self.own) and not self.way

    def template(self, kind: str) -> WordTemplate | None:
        """The unit's own template by which this kind of paper is made; None for our layout."""
        return self.own.get(kind) if self.way in {Way.OWN, Way.OUTSIDE} else None

    def digest(self) -> str:
        """Digest of all papers of the draft: the same until what one says, or its template, changes."""
        papers = [decision(self).content_digest()]
        used = {kind: found.sha256 for kind in KINDS if (found := self.template(kind))}
        if self.issues_certificates:
            papers += [certificate(self, row).content_digest() for row in self.rows]
        return digest([*papers, self.way, used] if used else papers)


@dataclass(frozen=True, slots=True)
class Numbered:
    """What the register gave a certificate."""

    number: str
    decision_number: str
    issued_on: date
    valid_to: date
    note: str = ""
    again: Reissue | None = None


def draft_of(batch: DecisionBatch, decided: Sequence[tuple[Dossier, Result]], on: date) -> Draft:
    """The draft of a batch on these dossiers, each with the result that it is decided on; signed `on`."""
    with translation.override("vi"):
        rows = tuple(_listed(dossier, result) for dossier, result in decided)
        return Draft(
            kind=batch.kind,
            unit=batch.issuer_unit,
            level=_level(batch, decided),
            rows=rows,
            proposed_by=batch.proposed_by,
            signer_name=batch.signer.full_name,
            signer_lines=tuple(batch.signer_lines.splitlines()),
            way=batch.way,
            own=own_templates(batch.issuer_unit, batch.kind, on),
        )


def own_templates(unit: Unit, kind: str, on: date) -> dict[str, WordTemplate]:
    """The unit's own Word templates for what a decision of this kind brings forth, in force on a day."""
    kinds = KINDS if kind == RulingKind.RECOGNISE else (DECISION,)
    found = {one: word_templates.in_force(unit, one, on) for one in kinds}
    return {one: template for one, template in found.items() if template}


def decision(draft: Draft, signed: Signed | None = None, *, year: int | None = None) -> Administrative:
    """The decision with its list of products; a draft while it is not signed."""
    with translation.override("vi"):
        return Administrative(
            issuer=heading(draft.unit, draft.level),
            symbol=symbol(draft.unit),
            place=place(draft.unit),
            kind="Quyết định",
            subject=SUBJECTS[draft.kind],
            authority=authority(draft.unit, draft.level),
            grounds=_grounds(draft),
            order="Quyết định:",
            body=tuple(Article(paragraphs) for paragraphs in _articles(draft)),
            signatures=(_signature(draft, signed.note if signed else ""),),
            recipients=_recipients(draft),
            annexes=(Annex(ANNEXES[draft.kind], (_table(draft.rows),)),),
            number=signed.number.split("/")[0] if signed else "",
            signed_on=signed.on if signed else None,
            year=year,
            mark=mark(final=signed is not None),
        )


def certificate(
    draft: Draft, row: Listed, numbered: Numbered | None = None, *, year: int | None = None, proof: str = ""
) -> Credential:
    """The certificate of one product of a decision; a draft while it has no number.

    `proof` is what its second code says, that can be checked without this server; empty for none.
    """
    with translation.override("vi"):
        return Credential(
            issuer=heading(draft.unit, draft.level),
            place=place(draft.unit),
            heading="Giấy chứng nhận",
            lead=f"{authority(draft.unit, draft.level)} chứng nhận sản phẩm đạt",
            marks=row.stars,
            marks_text=f"Sản phẩm OCOP {row.stars} sao",
            name=row.product,
            lines=_facts(row),
            dated=(
                Fact("Theo Quyết định số", numbered.decision_number if numbered else ""),
                Fact("Có giá trị", _holds(numbered)),
                *_again(numbered),
            ),
            signature=_signature(draft, numbered.note if numbered else ""),
            link=public_address(row.code),
            link_text="Quét mã để xem giấy chứng nhận còn hiệu lực hay không",
            proof=proof,
            proof_text="Bản ghi có chữ ký số, kiểm tra được khi không có mạng",
            number=numbered.number if numbered else "",
            number_text="Số vào sổ cấp giấy chứng nhận:",
            signed_on=_signed_on(numbered),
            year=year,
            mark=mark(final=numbered is not None),
        )


def certificate_again(found: Certificate, note: str = "", proof: str = "") -> Credential:
    """The certificate as the register has it, with the office and name of who signed its present paper."""
    return certificate(draft_again(found), listed(found), numbered_again(found, note), proof=proof)


def draft_again(found: Certificate, way: str = "", own: Mapping[str, WordTemplate] | None = None) -> Draft:
    """What the present paper of a certificate is made from: its decision, or its last issue anew."""
    again = last_reissue(found)
    if again is None:
        batch = DecisionBatch.objects.filter(decision=found.decision_id).first()
        unit, name = found.issuer_unit, found.decision.signer_name
        lines = batch.signer_lines if batch else found.decision.signer_title
    else:
        unit, name, lines = again.issuer_unit, again.signer_name, again.signer_lines
    with translation.override("vi"):
        return Draft(
            kind=RulingKind.RECOGNISE,
            unit=unit,
            level=_level_of(found, unit),
            rows=(),
            proposed_by="",
            signer_name=name,
            signer_lines=tuple(lines.splitlines()),
            way=way,
            own=own or {},
        )


def numbered_again(found: Certificate, note: str = "") -> Numbered:
    """What the register gave a certificate, and its last issue anew."""
    again = last_reissue(found)
    return Numbered(found.number, found.decision.number, found.issued_on, found.valid_to, note, again)


def last_reissue(found: Certificate) -> Reissue | None:
    """The last issue anew of a certificate; None while its first paper stands."""
    return found.reissues.select_related("issuer_unit").order_by("no").last()


def again_words(again: Reissue) -> str:
    """Which issue anew a paper is, and of which day, as it stands on it."""
    return f"lần {again.no}, ngày {short_date(again.on)}"


def listed(found: Certificate) -> Listed:
    """The product of a certificate, with the names as they were when it was issued."""
    total = _points(found.total_2) if found.total_2 is not None else ""
    return Listed(
        found.product_name,
        found.producer_name,
        found.commune_name,
        found.product.code,
        found.stars,
        total,
        found.regime_id,
    )


def decision_tags(draft: Draft) -> dict[str, object]:
    """The values of the tags that a decision has beyond the common ones."""
    return {
        "so_san_pham": padded(len(draft.rows)),
        "de_nghi": draft.proposed_by,
        "san_pham": [
            {
                "tt": str(place),
                "ten": row.product,
                "chu_the": row.producer,
                "dia_chi": row.commune,
                "ma": row.code,
                "diem": row.total,
                "sao": row.stars,
            }
            for place, row in enumerate(draft.rows, start=1)
        ],
    }


def certificate_tags(row: Listed, numbered: Numbered | None) -> dict[str, object]:
    """The values of the tags that a certificate has beyond the common ones."""
    return {
        "chu_the": row.producer,
        "dia_chi": row.commune,
        "ma_san_pham": row.code,
        "sao": row.stars,
        "quyet_dinh": numbered.decision_number if numbered else "",
        "tu_ngay": short_date(numbered.issued_on) if numbered else "",
        "den_ngay": short_date(numbered.valid_to) if numbered else "",
        AGAIN_TAG: f"Cấp lại {again_words(numbered.again)}" if numbered and numbered.again else "",
    }


def heading(unit: Unit, level: Level) -> Issuer:
    """Who issues: the people's committee of a unit, or the ministry the rules name."""
    if unit.level == UnitLevel.COUNTRY:
        return Issuer("", level.name)
    return Issuer("", f"Ủy ban nhân dân\n{unit.own_name}")


def authority(unit: Unit, level: Level) -> str:
    """Who decides: the committee's chair (Điều 4), or the minister."""
    if unit.level == UnitLevel.COUNTRY:
        return level.recognised_by or level.name
    return f"Chủ tịch Ủy ban nhân dân {unit.own_name}"


def symbol(unit: Unit) -> str:
    """The symbol after the number of its decisions."""
    return MINISTRY_SYMBOL if unit.level == UnitLevel.COUNTRY else COMMITTEE_SYMBOL


def place(unit: Unit) -> str:
    """Where its papers are issued: the name of the unit.

    With its kind where it is named after a person or a number: "Thành phố Hồ Chí Minh", "Quận 1"
    (NĐ 30/2020, Phụ lục I, Phần I, mục II khoản 4 điểm a).
    """
    if unit.level == UnitLevel.COUNTRY:
        return MINISTRY_PLACE
    in_full = unit.code in NAMED_AFTER_A_PERSON or unit.name.isdigit()
    return sentence_start(unit.own_name) if in_full else unit.name


def public_address(code: str) -> str:
    """The public page of a product: what the QR code leads to; empty without a code."""
    return f"{settings.OCOP_BASE_URL}/p/{code}" if code else ""


def mark(*, final: bool) -> str:
    """What stands large behind the text: of a draft that it is one, of trial data that it is that."""
    if not final:
        return DRAFT_MARK
    return TRIAL_MARK if settings.OCOP_TRIAL_DATA else ""


def _listed(dossier: Dossier, result: Result) -> Listed:
    product = dossier.product
    return Listed(
        product.name,
        product.producer.name,
        dossier.commune.full_name,
        product.code,
        rules.stars_among(result, dossier.handings_back.all()),
        _points(result.total_2),
        dossier.regime_id,
    )


def _level(batch: DecisionBatch, decided: Sequence[tuple[Dossier, Result]]) -> Level:
    return procedure.regime_of(decided[0][0]).level(batch.level)


def _level_of(found: Certificate, unit: Unit) -> Level:
    regime = regimes.regime(found.regime_id)
    kinds = [level for level in regime.levels if level.unit_kind == unit.level]
    return kinds[0] if kinds else regime.levels[-1]


def _points(value: object) -> str:
    return decimal_text(trimmed(value), "vi")  # type: ignore[arg-type] # a Decimal, as the columns are


def _holds(numbered: Numbered | None) -> str:
    if numbered is None:
        return ""
    return f"từ {short_date(numbered.issued_on)} đến {short_date(numbered.valid_to)}"


def _again(numbered: Numbered | None) -> tuple[Fact, ...]:
    if numbered is None or numbered.again is None:
        return ()
    return (Fact("Cấp lại", again_words(numbered.again)),)


def _signed_on(numbered: Numbered | None) -> date | None:
    if numbered is None:
        return None
    return numbered.again.on if numbered.again else numbered.issued_on


def _signature(draft: Draft, note: str) -> Signature:
    return Signature(draft.signer_lines, draft.signer_name, note)


def _facts(row: Listed) -> tuple[Fact, ...]:
    return (
        Fact("Chủ thể", row.producer),
        Fact("Địa chỉ", row.commune),
        Fact("Mã sản phẩm", row.code),
    )


def _regimes(draft: Draft) -> list[Regime]:
    return [regimes.regime(one) for one in sorted({row.regime_id for row in draft.rows})]


def _grounds(draft: Draft) -> tuple[str, ...]:
    local = draft.unit.level != UnitLevel.COUNTRY
    first = ("Căn cứ Luật Tổ chức chính quyền địa phương",) if local else ()
    decrees = tuple(
        f"Căn cứ Quyết định số {one.number} {long_date(one.signed_on)} của {one.issuer}: {one.title}"
        for one in (regime.documents[0] for regime in _regimes(draft))
    )
    council = "Căn cứ kết quả của Hội đồng đánh giá, phân hạng sản phẩm OCOP"
    return (*first, *decrees, council, f"Theo đề nghị của {draft.proposed_by}")


def _articles(draft: Draft) -> list[tuple[str, ...]]:
    count = f"{padded(len(draft.rows))} sản phẩm"
    end = "Quyết định này có hiệu lực kể từ ngày ký."
    bound = "các cơ quan, đơn vị có liên quan và các chủ thể có tên trong danh sách"
    duty = f"Ủy ban nhân dân cấp xã, {bound} chịu trách nhiệm thi hành Quyết định này."
    match draft.kind:
        case RulingKind.RECOGNISE:
            first = f"Công nhận {count} là sản phẩm OCOP, gồm {_by_stars(draft.rows)} {LISTED}."
            return [(first,), tuple(_validity(draft)), (end, duty)]
        case RulingKind.REFUSE:
            why = "do kết quả đánh giá không đạt hạng sao được công nhận"
            return [(f"Không công nhận {count} {why} {LISTED}.",), (end, duty)]
        case _:
            first = f"Phê duyệt kết quả đánh giá, phân hạng {count}, gồm {_by_stars(draft.rows)} {LISTED}"
            return [(f"{first} và đề nghị cấp có thẩm quyền đánh giá, công nhận.",), (end, duty)]


def _by_stars(rows: Sequence[Listed]) -> str:
    counted = Counter(row.stars for row in rows)
    return ", ".join(f"{padded(counted[stars])} sản phẩm đạt {stars} sao" for stars in sorted(counted))


def _validity(draft: Draft) -> list[str]:
    found = []
    for regime in _regimes(draft):
        months, article = regime.validity.months, regime.validity.article
        found.append(
            f"Giấy chứng nhận của các sản phẩm có giá trị {months} tháng kể từ ngày ban hành Quyết định này "
            f"({article} Quyết định số {regime.documents[0].number})."
        )
    return found


def _recipients(draft: Draft) -> tuple[str, ...]:
    last = 3 if draft.issues_certificates else 2
    return (f"Như Điều {last}", "Ủy ban nhân dân các xã có liên quan", "Cổng thông tin điện tử", "Lưu: VT")


def _table(rows: Sequence[Listed]) -> Table:
    columns = (
        Column("TT", 2, "center"),
        Column("Tên sản phẩm", 8),
        Column("Chủ thể", 8),
        Column("Địa chỉ", 7),
        Column("Mã sản phẩm", 6),
        Column("Điểm", 3, "right"),
        Column("Hạng", 3, "center"),
    )
    body = tuple(
        (str(number), row.product, row.producer, row.commune, row.code, row.total, f"{row.stars} sao")
        for number, row in enumerate(rows, start=1)
    )
    return Table(columns, body)
