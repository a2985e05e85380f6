"""Final papers: drawn, signed where there is a signer, kept by their digest. Written once, never again."""

# ruff: noqa: PLC0415 - the writers of Word files take a second to load, so only writing loads them

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import Conflict
from ocop.platform.documents import office, pdf, signing
from ocop.platform.documents.signing import Act
from ocop.platform.documents.typography import NBSP
from ocop.platform.files import DOCX, PDF, CheckedFile
from ocop.programme import word_templates
from ocop.recognition import following, papers, queries
from ocop.recognition.models import DecisionBatch, IssuedPaper, Way
from ocop.recognition.papers import Draft, Listed, Numbered, Signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ocop.platform.documents.layout import Administrative, Credential
    from ocop.platform.documents.signing import Signer
    from ocop.programme.models import WordTemplate
    from ocop.recognition.models import Certificate, RecognitionDecision, Reissue

REASON: Final = "Ban hành văn bản"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made of a paper."""

    content: bytes
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A paper that is about to be issued: its values, its template where the unit's own makes it."""

    paper: Administrative | Credential
    tags: dict[str, object]
    name: str
    template: WordTemplate | None
    certificate: Certificate | None = None
    reissue: Reissue | None = None

    def word(self) -> bytes:
        """The paper as Word."""
        return write_word(self.paper, self.template, self.tags)


@dataclass(frozen=True, slots=True)
class Press:
    """What the papers of one decision are made with: the draft, the signer, the moment."""

    draft: Draft
    signer: Signer | None
    now: datetime

    @property
    def note(self) -> str:
        """What the signature block says of how it was signed."""
        if self.signer is None:
            return ""
        return papers.TEST_NOTE if self.signer.is_test else papers.SIGNED_NOTE

    def issue(self, decision: RecognitionDecision, certificates: Iterable[Certificate]) -> list[IssuedPaper]:
        """All papers, kept. The decision as PDF and Word, each certificate as PDF.

        Where the unit's own template makes one and it is signed outside, it is kept as Word alone. The Word
        file of any other certificate is written when it is asked for, from the same values. Raises:
        Unprintable, NoOffice.
        """
        given = list(certificates)
        proofs = following.proofs([one.pk for one in given])
        leaves = [self._decision(decision)]
        leaves += [self._certificate(one, proofs.get(one.pk, "")) for one in given]
        words = [one.word() if one.template or not one.certificate else b"" for one in leaves]
        kept = []
        for leaf, word, drawn in zip(leaves, words, self._drawn(leaves, words), strict=True):
            if drawn:
                made = Made(self._signed(drawn), f"{leaf.name}.pdf", PDF)
                kept.append(self._keep(made, leaf, decision))
            if not leaf.certificate or not drawn:
                kept.append(self._keep(Made(word, f"{leaf.name}.docx", DOCX), leaf, decision))
        return kept

    def issue_again(self, certificate: Certificate, reissue: Reissue) -> IssuedPaper:
        """The paper of one certificate issued anew, kept: a PDF, or Word alone where it is signed outside.

        Raises: Unprintable, NoOffice.
        """
        given = numbered(certificate, self.note)
        proof = following.proofs([certificate.pk]).get(certificate.pk, "")
        leaf = Leaf(
            papers.certificate_again(certificate, self.note, proof),
            papers.certificate_tags(papers.listed(certificate), given),
            f"giay-chung-nhan-{_plain(certificate.number)}-cap-lai-{reissue.no}",
            self.draft.template(papers.CERTIFICATE),
            certificate,
            reissue,
        )
        word = leaf.word() if leaf.template else b""
        [drawn] = self._drawn([leaf], [word])
        made = (
            Made(self._signed(drawn), f"{leaf.name}.pdf", PDF)
            if drawn
            else Made(word, f"{leaf.name}.docx", DOCX)
        )
        return self._keep(made, leaf, certificate.decision)

    def _decision(self, decision: RecognitionDecision) -> Leaf:
        signed = Signed(decision.number, decision.decided_on, self.note)
        paper = papers.decision(self.draft, signed)
        name = f"quyet-dinh-{_plain(decision.number)}"
        return Leaf(paper, papers.decision_tags(self.draft), name, self.draft.template(papers.DECISION))

    def _certificate(self, certificate: Certificate, proof: str) -> Leaf:
        given, row = numbered(certificate, self.note), papers.listed(certificate)
        return Leaf(
            papers.certificate(self.draft, row, given, proof=proof),
            papers.certificate_tags(row, given),
            f"giay-chung-nhan-{_plain(certificate.number)}",
            self.draft.template(papers.CERTIFICATE),
            certificate,
        )

    def _drawn(self, leaves: Sequence[Leaf], words: Sequence[bytes]) -> list[bytes]:
        """The PDF of each, nothing for one that is signed outside; what LibreOffice makes, at one start."""
        converted = self.draft.way == Way.OWN
        own = [word for leaf, word in zip(leaves, words, strict=True) if leaf.template and converted]
        made = iter(office.all_to_pdf(own) if own else ())
        return [
            pdf.draw(leaf.paper) if leaf.template is None else next(made) if converted else b""
            for leaf in leaves
        ]

    def _signed(self, drawn: bytes) -> bytes:
        if self.signer is None:
            return drawn
        with translation.override("vi"):  # a signature is Vietnamese whatever the language of the page
            body, place = papers.authority(self.draft.unit, self.draft.level), papers.place(self.draft.unit)
        return self.signer.sign(drawn, Act(body, REASON, place))

    def _keep(self, made: Made, leaf: Leaf, decision: RecognitionDecision) -> IssuedPaper:
        kept = IssuedPaper(
            decision=decision,
            certificate=leaf.certificate,
            template=leaf.template,
            reissue=leaf.reissue,
            content_digest=leaf.paper.content_digest(),
            is_signed=made.media_type == PDF and self.signer is not None,
            made_at=self.now,
        )
        digest = hashlib.sha256(made.content).hexdigest()
        kept.take(CheckedFile(made.name, made.media_type, made.content, digest))
        kept.save(force_insert=True)
        return kept


def press(draft: Draft, now: datetime) -> Press:
    """What papers are made with here. Raises: ImproperlyConfigured for a signer that cannot be used."""
    return Press(draft, None if draft.way == Way.OUTSIDE else signing.current(), now)


def prove(draft: Draft) -> None:
    """Draw every PDF of a draft once; of those by the unit's own template the decision and one certificate.

    Raises: pdf.Unprintable for a character that no font has, office.NoOffice.
    """
    leaves = [draft_leaf(draft)]
    if draft.issues_certificates:
        leaves += [draft_leaf(draft, row) for row in draft.rows]
    own = [one.word() for one in leaves if one.template]
    if own and draft.way == Way.OWN:
        office.all_to_pdf(own[:2])
    for one in leaves:
        if one.template is None:
            pdf.draw(one.paper)


def draft_leaf(draft: Draft, row: Listed | None = None, *, year: int | None = None) -> Leaf:
    """The decision of a draft, or the certificate of one of its products, as it would be issued."""
    if row is None:
        paper: Administrative | Credential = papers.decision(draft, year=year)
        return Leaf(paper, papers.decision_tags(draft), "", draft.template(papers.DECISION))
    paper = papers.certificate(draft, row, year=year)
    return Leaf(paper, papers.certificate_tags(row, None), "", draft.template(papers.CERTIFICATE))


def draft_pdf(draft: Draft, leaf: Leaf) -> bytes:
    """A draft as PDF, made as what is signed will be. Raises: Conflict where only Word is made, NoOffice."""
    if leaf.template is None:
        return pdf.draw(leaf.paper)
    if draft.way == Way.OUTSIDE:
        raise Conflict(_("This paper is signed outside: there is its Word file, and no PDF is made of it."))
    return office.to_pdf(leaf.word())


def numbered(certificate: Certificate, note: str = "") -> Numbered:
    """What the register gave a certificate."""
    return papers.numbered_again(certificate, note)


def is_signed_outside(certificate: Certificate) -> bool:
    """Whether it was written by the unit's own template as Word alone, to be signed outside this system."""
    return certificate.papers.present().filter(media_type=DOCX).exists()


def certificate_word(certificate: Certificate) -> bytes:
    """A certificate as Word, by the template that was in force when it was issued; the same each time."""
    template = _word_template(certificate)
    paper = papers.certificate_again(certificate)
    own = papers.certificate_tags(papers.listed(certificate), numbered(certificate))
    return write_word(paper, template, own)


def _word_template(certificate: Certificate) -> WordTemplate | None:
    """What the Word file of a certificate is written by; one issued anew by what its PDF was made from."""
    kept = certificate.papers.present().exclude(reissue=None).select_related("template").first()
    if kept is not None:
        return kept.template
    batch = DecisionBatch.objects.filter(decision=certificate.decision_id).first()
    if batch is not None and batch.way == Way.BUILTIN:
        return None
    return word_templates.in_force(certificate.issuer_unit, papers.CERTIFICATE, certificate.issued_on)


def certificate_pdf(certificate: Certificate) -> bytes:
    """A certificate whose decision was signed on paper, drawn from the register; the same each time.

    Raises: Conflict for one that was written by the unit's own template and signed outside.
    """
    if is_signed_outside(certificate):
        raise Conflict(
            _("This certificate was signed outside this system: here is its Word file, and no PDF."),
            url=queries.certificate_url(certificate.pk),
        )
    proof = following.proofs([certificate.pk]).get(certificate.pk, "")
    return pdf.draw(papers.certificate_again(certificate, proof=proof))


def write_word(
    paper: Administrative | Credential, template: WordTemplate | None, own: dict[str, object]
) -> bytes:
    """The paper as Word by a template of the unit's own, or by ours."""
    from ocop.platform.documents import word

    return word.write(paper, word_templates.content(template) if template else None, own)


def issued(decision: RecognitionDecision) -> Sequence[IssuedPaper]:
    """The papers of a decision that stand: itself first, then the certificates in the order of numbers."""
    rows = (
        decision.papers.present()
        .select_related("certificate")
        .order_by("certificate__number", "media_type", "pk")
    )
    return sorted(rows, key=lambda one: one.certificate_id is not None)


def _plain(number: str) -> str:
    """A number as a part of a file name."""
    return number.replace("/", "-").replace(NBSP, "")
