"""A table of figures as a workbook: the same lines and words as on the page."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ocop.insight.measures import NAMES
from ocop.insight.stats import DIGITS
from ocop.law.scoring import half_up

if TYPE_CHECKING:
    from ocop.insight.stats import Answer


def workbook(answer: Answer) -> bytes:
    """The answer as .xlsx: what was asked, the lines, the total. Text is never taken for a formula."""
    import xlsxwriter  # noqa: PLC0415 - takes long to load, and few processes write workbooks

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_("Figures"))
        bold = book.add_format({"bold": True})
        question = answer.question
        facts = [
            str(question.measure.name),
            answer.definition,
            _("As of %(day)s, by the boundaries of %(map)s")
            % {"day": question.as_of.strftime("%d/%m/%Y"), "map": question.map_on.strftime("%d/%m/%Y")},
        ]
        if question.groups:
            facts.append(_("Product groups: %(groups)s.") % {"groups": question.groups})
        for row, text in enumerate(facts):
            sheet.write_string(row, 0, text, bold if row == 0 else None)
        heads = [*(str(NAMES[one]) for one in question.by), str(question.measure.name), _("Share in percent")]
        top = len(facts) + 1
        for column, text in enumerate(heads):
            sheet.write_string(top, column, text, bold)
        width = len(question.by)
        for row, line in enumerate(answer.rows if width else [], start=top + 1):
            for column, text in enumerate(line.label):
                sheet.write_string(row, column, text)
            sheet.write_number(row, width, float(half_up(line.value, DIGITS)))
            if line.share is not None:
                sheet.write_number(row, width + 1, float(half_up(line.share, DIGITS)))
        last = top + 1 + (len(answer.rows) if width else 0)
        sheet.write_string(last, 0, _("Total"), bold) if width else None
        sheet.write_number(last, width, float(half_up(answer.total, DIGITS)), bold)
        sheet.set_column(0, max(width - 1, 0), 34)
        sheet.set_column(width, width + 1, 18)
        sheet.freeze_panes(top + 1, 0)
    return out.getvalue()
