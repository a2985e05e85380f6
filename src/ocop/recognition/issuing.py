"""Final papers: drawn, signed where there is a signer, kept by their digest. Written once, never again."""

# ruff: noqa: PLC0415 - the writers of Word files take a second to load, so only writing loads them

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import translation

from ocop.platform import clock
from ocop.platform.documents import pdf, signing
from ocop.platform.documents.signing import Act
from ocop.platform.documents.typography import NBSP
from ocop.platform.files import DOCX, PDF, CheckedFile
from ocop.programme import word_templates
from ocop.recognition import papers
from ocop.recognition.models import IssuedPaper
from ocop.recognition.papers import Draft, Numbered, Signed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ocop.places.models import Unit
    from ocop.platform.documents.layout import Administrative, Credential
    from ocop.platform.documents.signing import Signer
    from ocop.programme.models import WordTemplate
    from ocop.recognition.models import Certificate, RecognitionDecision

DECISION: Final = "decision"
CERTIFICATE: Final = "certificate"
REASON: Final = "Ban hành văn bản"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made of a paper."""

    content: bytes
    name: str
    media_type: str


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

    def issue_decision(self, decision: RecognitionDecision) -> list[IssuedPaper]:
        """The decision as PDF and Word."""
        signed = Signed(decision.number, decision.decided_on, self.note)
        paper = papers.decision(self.draft, signed)
        template = word_templates.in_force(decision.issuer_unit, DECISION, decision.decided_on)
        word = write_word(paper, template, papers.decision_tags(self.draft))
        name = f"quyet-dinh-{_plain(decision.number)}"
        return [
            self._keep(Made(self._signed(paper), f"{name}.pdf", PDF), paper, decision),
            self._keep(Made(word, f"{name}.docx", DOCX), paper, decision, template=template),
        ]

    def issue_certificate(self, certificate: Certificate) -> IssuedPaper:
        """A certificate as PDF; its Word file is written when it is asked for, from the same values."""
        paper = papers.certificate(self.draft, papers.listed(certificate), numbered(certificate, self.note))
        name = f"giay-chung-nhan-{_plain(certificate.number)}.pdf"
        return self._keep(Made(self._signed(paper), name, PDF), paper, certificate.decision, certificate)

    def _signed(self, paper: Administrative | Credential) -> bytes:
        drawn = pdf.draw(paper)
        if self.signer is None:
            return drawn
        with translation.override("vi"):  # a signature is Vietnamese whatever the language of the page
            office, place = papers.authority(self.draft.unit, self.draft.level), papers.place(self.draft.unit)
        return self.signer.sign(drawn, Act(office, REASON, place))

    def _keep(
        self,
        made: Made,
        paper: Administrative | Credential,
        decision: RecognitionDecision,
        certificate: Certificate | None = None,
        template: WordTemplate | None = None,
    ) -> IssuedPaper:
        kept = IssuedPaper(
            decision=decision,
            certificate=certificate,
            template=template,
            content_digest=paper.content_digest(),
            is_signed=made.media_type == PDF and self.signer is not None,
            made_at=self.now,
        )
        digest = hashlib.sha256(made.content).hexdigest()
        kept.take(CheckedFile(made.name, made.media_type, made.content, digest))
        kept.save(force_insert=True)
        return kept


def press(draft: Draft, now: datetime) -> Press:
    """What papers are made with here. Raises: ImproperlyConfigured for a signer that cannot be used."""
    return Press(draft, signing.current(), now)


def prove(draft: Draft) -> None:
    """Draw every PDF of a draft once. Raises: pdf.Unprintable for a character that no font has."""
    pdf.draw(papers.decision(draft))
    if draft.issues_certificates:
        for row in draft.rows:
            pdf.draw(papers.certificate(draft, row))


def numbered(certificate: Certificate, note: str = "") -> Numbered:
    """What the register gave a certificate."""
    return Numbered(
        certificate.number, certificate.decision.number, certificate.issued_on, certificate.valid_to, note
    )


def certificate_word(certificate: Certificate) -> bytes:
    """A certificate as Word, by the template that was in force when it was issued; the same each time."""
    template = word_templates.in_force(certificate.issuer_unit, CERTIFICATE, certificate.issued_on)
    paper = papers.certificate_again(certificate)
    own = papers.certificate_tags(papers.listed(certificate), numbered(certificate))
    return write_word(paper, template, own)


def draft_word(unit: Unit, draft: Draft, paper: Administrative) -> bytes:
    """A draft decision as Word, by the template that is in force today."""
    template = word_templates.in_force(unit, DECISION, clock.today())
    return write_word(paper, template, papers.decision_tags(draft))


def certificate_pdf(certificate: Certificate) -> bytes:
    """A certificate whose decision was signed on paper, drawn from the register; the same each time."""
    return pdf.draw(papers.certificate_again(certificate))


def write_word(
    paper: Administrative | Credential, template: WordTemplate | None, own: dict[str, object]
) -> bytes:
    """The paper as Word by a template of the unit's own, or by ours."""
    from ocop.platform.documents import word

    return word.write(paper, word_templates.content(template) if template else None, own)


def issued(decision: RecognitionDecision) -> Sequence[IssuedPaper]:
    """The papers of a decision: itself first, then the certificates in the order of their numbers."""
    rows = decision.papers.select_related("certificate").order_by("certificate__number", "media_type", "pk")
    return sorted(rows, key=lambda one: one.certificate_id is not None)


def _plain(number: str) -> str:
    """A number as a part of a file name."""
    return number.replace("/", "-").replace(NBSP, "")
