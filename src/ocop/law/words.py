"""What the law room says to people, in Vietnamese and English, from one table.

Functions of this room return :class:`Message` values; nothing here formats text while it computes. A new
message is one line in :data:`TEXTS`, with both languages; a test keeps the two complete and their fields equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say: a code of :data:`TEXTS` and the values of its fields."""

    code: str
    values: Mapping[str, str | Message] = field(default_factory=dict)

    def text(self, language: Language = "vi") -> str:
        """The sentence in ``language``."""
        values = {
            name: value.text(language) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return TEXTS[self.code][language].format_map(values)


def message(code: str, /, **values: object) -> Message:
    """A message with its fields' values: other messages, or anything else as text."""
    return Message(
        code, {name: value if isinstance(value, Message) else str(value) for name, value in values.items()}
    )


TEXTS: Final[dict[str, dict[Language, str]]] = {
    # -- why a result is what it is
    "total": {
        "vi": "Điểm trung bình {total} ({exact}), thuộc khung {stars} sao (từ {from_points} điểm).",
        "en": "The average is {total} ({exact}), in the {stars}-star band (from {from_points} points).",
    },
    "rounded": {
        "vi": "Theo quy chế của hội đồng, điểm trung bình được làm tròn đến {digits} chữ số trước khi xét khung: {total}.",
        "en": "By the council's rules the average is rounded to {digits} decimals before the band is read: {total}.",
    },
    "points_short": {
        "vi": "Chưa đạt {stars} sao về điểm: thiếu {short} điểm để tới {from_points}.",
        "en": "Not {stars} stars by points: {short} points short of {from_points}.",
    },
    "floor_missed": {
        "vi": "Chưa đạt {stars} sao: tiêu chí {criterion} “{name}” phải đạt ít nhất mức {position} ({points} điểm), {judged}.",
        "en": "Not {stars} stars: criterion {criterion} “{name}” needs at least option {position} ({points} points), {judged}.",
    },
    "judged_agreed": {
        "vi": "hội đồng thống nhất mức {position}",
        "en": "the council agreed on option {position}",
    },
    "judged_count": {
        "vi": "{met}/{of} phiếu đạt",
        "en": "{met} of {of} sheets reach it",
    },
    "judged_mean": {
        "vi": "trung bình {mean} điểm",
        "en": "the mean is {mean} points",
    },
    "capped": {
        "vi": "Điểm ở khung {by_points} sao nhưng kết quả là {stars} sao, vì mỗi mức sao phải đạt mọi mức tối thiểu của nó và của các mức thấp hơn.",
        "en": "The points are in the {by_points}-star band but the result is {stars} stars: a star needs all its own floors and those below it.",
    },
    "all_floors": {
        "vi": "Đạt mọi mức tối thiểu của {stars} sao.",
        "en": "All star floors for {stars} stars are met.",
    },
    "knocked_out": {
        "vi": "Bị loại: {label}.",
        "en": "Excluded: {label}.",
    },
    "incomplete": {
        "vi": "Chưa xếp sao được: {count} tiêu chí chưa chấm ({missing}).",
        "en": "No stars yet: {count} criteria are not scored ({missing}).",
    },
    "floors_unknown": {
        "vi": "Mức tối thiểu theo sao của bộ quy định này chưa được công bố; sao chỉ tính theo điểm.",
        "en": "The star floors of this regime are not publicly known; the stars are by points alone.",
    },
    "no_certificate": {
        "vi": "Theo quy định, {stars} sao không được cấp giấy chứng nhận.",
        "en": "By the rules, {stars} stars carry no certificate.",
    },
    # -- flags
    "spread": {
        "vi": "Tổng điểm các phiếu chênh nhau {spread}, quá {limit} điểm.",
        "en": "The sheets' totals differ by {spread}, more than {limit} points.",
    },
    "quorum": {
        "vi": "Mới có {sheets} phiếu, quy chế yêu cầu ít nhất {quorum}.",
        "en": "There are {sheets} sheets; the rules ask for at least {quorum}.",
    },
    "zero_indicator": {
        "vi": "Có phiếu cho 0 điểm ở chỉ tiêu thuộc mục {criterion}: hội đồng cần kết luận có loại hay không ({label}).",
        "en": "A sheet gives 0 points under section {criterion}: the council must decide whether this excludes ({label}).",
    },
    # -- refusals
    "the_file": {"vi": "tệp", "en": "the file"},
    "not_an_object": {
        "vi": "{place}: phải là một nhóm tên và giá trị.",
        "en": "{place}: must be an object of names and values.",
    },
    "not_a_list": {"vi": "{place}: phải là một danh sách.", "en": "{place}: must be a list."},
    "missing_key": {"vi": "{place}: thiếu “{key}”.", "en": "{place}: “{key}” is missing."},
    "unknown_regime": {
        "vi": "Không có bộ quy định “{regime}”. Các bộ hiện có: {known}.",
        "en": "There is no regime “{regime}”. Known: {known}.",
    },
    "unknown_set": {
        "vi": "Bộ quy định {regime} không có bộ sản phẩm “{set}”. Số hợp lệ: {known}.",
        "en": "Regime {regime} has no product set “{set}”. Valid numbers: {known}.",
    },
    "not_scorable": {
        "vi": "Bộ {set} “{name}” của {regime} không chấm được theo tiêu chí: {reason}.",
        "en": "Set {set} “{name}” of {regime} cannot be scored by criteria: {reason}.",
    },
    "no_sheets": {"vi": "Chưa có phiếu đánh giá nào.", "en": "There are no sheets."},
    "one_sheet": {
        "vi": "Cần đúng một phiếu đánh giá, tệp có {count}.",
        "en": "Exactly one sheet is needed; the file has {count}.",
    },
    "no_member": {
        "vi": "{place}: thiếu tên thành viên (“member”).",
        "en": "{place}: the member's name (“member”) is missing.",
    },
    "member_twice": {
        "vi": "Thành viên “{member}” có {count} phiếu; mỗi người chỉ một phiếu.",
        "en": "Member “{member}” has {count} sheets; one each.",
    },
    "repeated_key": {
        "vi": "“{key}” xuất hiện nhiều lần trong cùng một nhóm.",
        "en": "“{key}” appears more than once in one object.",
    },
    "answered_twice": {
        "vi": "{place}: tiêu chí {criterion} được ghi hai lần.",
        "en": "{place}: criterion {criterion} is given twice.",
    },
    "unknown_criterion": {
        "vi": "{place}: bộ sản phẩm này không có tiêu chí chấm điểm “{criterion}”.",
        "en": "{place}: this product set has no scored criterion “{criterion}”.",
    },
    "unknown_position": {
        "vi": "{place}: tiêu chí {criterion} không có mức “{position}”; chọn từ 0 đến {last}.",
        "en": "{place}: criterion {criterion} has no option “{position}”; choose 0 to {last}.",
    },
    "no_story": {
        "vi": "{place}: tiêu chí {criterion} chỉ chấm khi có câu chuyện sản phẩm ({story} phải có điểm); bỏ trống hoặc ghi 0.",
        "en": "{place}: criterion {criterion} counts only when there is a product story ({story} must earn points); leave it out or give 0.",
    },
    "unknown_knockout": {
        "vi": "Bộ sản phẩm này không có điều kiện loại “{code}”. Các mã: {known}.",
        "en": "This product set has no knock-out “{code}”. Codes: {known}.",
    },
    "unknown_rule": {
        "vi": "rules: không có quy tắc “{rule}”. Các quy tắc: {known}.",
        "en": "rules: there is no rule “{rule}”. Rules: {known}.",
    },
    "bad_rule": {
        "vi": "rules.{rule}: giá trị “{value}” không hợp lệ; {expected}.",
        "en": "rules.{rule}: “{value}” is not valid; {expected}.",
    },
    "expected_choice": {"vi": "chọn một trong: {choices}", "en": "choose one of: {choices}"},
    "expected_digits": {
        "vi": "cần số chữ số thập phân từ 0 đến {most}",
        "en": "a number of decimals from 0 to {most} is needed",
    },
    "expected_number": {"vi": "cần một số không âm", "en": "a number not below zero is needed"},
    "expected_count": {"vi": "cần một số nguyên không âm", "en": "a whole number not below zero is needed"},
    "answers_not_parts": {
        "vi": "{place}: bộ quy định {regime} nhập điểm theo phần (“parts”), không theo tiêu chí.",
        "en": "{place}: regime {regime} takes points per part (“parts”), not per criterion.",
    },
    "parts_not_answers": {
        "vi": "{place}: bộ quy định {regime} nhập theo tiêu chí (“answers”), không theo phần.",
        "en": "{place}: regime {regime} takes answers per criterion (“answers”), not per part.",
    },
    "unknown_part": {"vi": "{place}: không có phần “{part}”.", "en": "{place}: there is no part “{part}”."},
    "bad_part_points": {
        "vi": "{place}: điểm phần {part} là “{points}”, phải từ 0 đến {most}.",
        "en": "{place}: the points of part {part} are “{points}”; they must be 0 to {most}.",
    },
    "bad_cost": {
        "vi": "costs: giá “{cost}” của tiêu chí {criterion} phải là số không âm.",
        "en": "costs: “{cost}” for criterion {criterion} must be a number not below zero.",
    },
    "bad_target": {
        "vi": "Số sao phải từ 1 đến 5, không phải “{stars}”.",
        "en": "Stars must be 1 to 5, not “{stars}”.",
    },
    # -- advice
    "advice_knocked_out": {
        "vi": "Không thể lên sao khi còn điều kiện loại: {codes}.",
        "en": "No star can be reached while a knock-out stands: {codes}.",
    },
    "advice_out_of_reach": {
        "vi": "Không cách nâng mức nào đạt được {stars} sao.",
        "en": "No way of raising options reaches {stars} stars.",
    },
}
