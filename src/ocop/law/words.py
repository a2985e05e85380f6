"""What the law room says to people, in Vietnamese and English, from one table.

Functions of this room return :class:`Message` values; nothing here formats text while it computes. A new
message is one line in :data:`TEXTS`, with both languages; a test keeps the two complete and their fields equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say: a code of :data:`TEXTS` and the values of its fields."""

    code: str
    values: Mapping[str, str | Decimal | Message] = field(default_factory=dict)

    def text(self, language: Language = "vi") -> str:
        """The sentence in ``language``."""
        values = {name: _said(value, language) for name, value in self.values.items()}
        return TEXTS[self.code][language].format_map(values)


def message(code: str, /, **values: object) -> Message:
    """A message with its fields' values: other messages, exact decimals, or anything else as text."""
    kept = {
        name: value if isinstance(value, Message | Decimal) else str(value) for name, value in values.items()
    }
    return Message(code, kept)


def trimmed(value: Decimal) -> Decimal:
    """The same number without trailing zeros, for a sentence: 90.00 is said 90, 2.50 is said 2.5."""
    return value.normalize()


def decimal_text(value: Decimal, language: Language) -> str:
    """A decimal as people write it: with a comma in Vietnamese."""
    text = format(value, "f")
    return text.replace(".", ",") if language == "vi" else text


PLACES: Final[dict[str, str]] = {
    "sets": "bộ",
    "set": "bộ",
    "criteria": "tiêu chí",
    "criterion": "tiêu chí",
    "part": "phần",
    "option": "mức",
    "case": "trường hợp",
    "states": "trạng thái",
    "steps": "bước",
}


def place_text(place: str, language: Language) -> str:
    """A place of a regime's files (``set 4 / 1.2``) for a sentence: ``set 4, criterion 1.2``."""
    spelled = re.sub(r" / (?=\d)", ", criterion ", place).replace(" / ", ", ")
    if language == "en":
        return spelled
    return re.sub(r"[a-z]+", lambda found: PLACES.get(found[0], found[0]), spelled)


def _said(value: str | Decimal | Message, language: Language) -> str:
    match value:
        case Message():
            return value.text(language)
        case Decimal():
            return decimal_text(value, language)
    return value


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
        "vi": "Bộ quy định {regime} không có bộ sản phẩm “{set}”. Các bộ hiện có: {known}.",
        "en": "Regime {regime} has no product set “{set}”. Known: {known}.",
    },
    "ambiguous_set": {
        "vi": "“{set}” có thể là nhiều bộ sản phẩm của {regime}: {known}.",
        "en": "“{set}” may be several product sets of {regime}: {known}.",
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
    "no_part_points": {
        "vi": "{place}: điểm phần {part} là “{points}”, cần một số có tối đa {digits} chữ số trước và sau dấu thập phân.",
        "en": "{place}: the points of part {part} are “{points}”; a number of at most {digits} digits before and after the point is needed.",
    },
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
    # -- what is wrong with a regime
    "check_no_regime": {
        "vi": "Không có bộ quy định “{regime}” ở đây.",
        "en": "There is no regime “{regime}” here.",
    },
    "check_no_regime_for": {
        "vi": "Không có bộ quy định nào dựa trên quyết định “{decision}”.",
        "en": "No regime rests on decision “{decision}”.",
    },
    "check_unreadable": {"vi": "Không đọc được tệp: {reason}", "en": "The file cannot be read: {reason}"},
    "check_no_sets": {"vi": "Không có bộ sản phẩm nào.", "en": "There are no product sets."},
    "check_set_missing": {
        "vi": "Thiếu bộ sản phẩm số {number}.",
        "en": "Product set {number} is missing.",
    },
    "check_set_twice": {
        "vi": "Bộ sản phẩm số {number} có nhiều lần.",
        "en": "Product set {number} is there more than once.",
    },
    "check_set_number": {
        "vi": "Tệp ghi số bộ là {number}, không khớp tên tệp.",
        "en": "The file says set {number}, which is not its name.",
    },
    "check_no_english": {
        "vi": "{count} câu chữ chưa có bản tiếng Anh, bắt đầu từ “{first}”.",
        "en": "{count} texts have no English yet, the first “{first}”.",
    },
    "check_correction": {
        "vi": "Đã sửa bản chép: “{transcribed}” thành “{used}”. {reason}",
        "en": "Corrected in the transcript: “{transcribed}” to “{used}”. {reason}",
    },
    "check_suspect": {
        "vi": "Nghi chép sai, giữ nguyên: {note}",
        "en": "Suspect in the transcript, left: {note}",
    },
    "check_stale": {
        "vi": "Lỗi đã ghi nhận ngày {recorded_on} ({code}) không còn; hãy xóa khỏi danh sách.",
        "en": "The defect recorded on {recorded_on} ({code}) no longer occurs; take it off the list.",
    },
    "check_band_gap": {
        "vi": "Khung điểm phải có đủ các sao từ 1 trở lên, mỗi sao một khung; đang có: {stars}.",
        "en": "Each star from 1 up needs exactly one band; there are: {stars}.",
    },
    "check_band_zero": {
        "vi": "Không khung nào bắt đầu từ 0 điểm.",
        "en": "No band starts at 0 points.",
    },
    "check_band_overlap": {
        "vi": "Khung {stars} sao bắt đầu từ {from_points}, không cao hơn khung {lower} sao ({lower_points}).",
        "en": "The {stars}-star band starts at {from_points}, not above the {lower}-star band ({lower_points}).",
    },
    "check_band_unreachable": {
        "vi": "Khung {stars} sao cao hơn tổng điểm tối đa.",
        "en": "The {stars}-star band lies above the highest total.",
    },
    "check_unknown_level": {"vi": "Không có cấp “{level}”.", "en": "There is no level “{level}”."},
    "check_unknown_star": {"vi": "Không có khung {stars} sao.", "en": "There is no {stars}-star band."},
    "check_recognised_twice": {
        "vi": "Nhiều cấp cùng công nhận {stars} sao.",
        "en": "More than one level recognises {stars} stars.",
    },
    "check_no_filing": {
        "vi": "Không có bước nộp hồ sơ từ trạng thái “{state}”.",
        "en": "No step files a dossier from the state “{state}”.",
    },
    "check_state_unreached": {
        "vi": "Không bước nào đưa hồ sơ tới trạng thái “{state}” ở cấp này.",
        "en": "No step brings a dossier to the state “{state}” at this level.",
    },
    "check_dead_end": {
        "vi": "Từ trạng thái “{state}” ở cấp “{level}”, hồ sơ không tới được quyết định nào.",
        "en": "From the state “{state}” at the level “{level}” no way leads to a decision.",
    },
    "check_no_recognition": {
        "vi": "Cấp này công nhận hạng sao mà không có bước “{step}”.",
        "en": "This level recognises stars and has no step “{step}”.",
    },
    "check_unknown_state": {
        "vi": "Không bước nào nhắc tới trạng thái “{state}”.",
        "en": "No step knows the state “{state}”.",
    },
    "check_unknown_role": {
        "vi": "Không có vai trò “{role}” trong hệ thống này.",
        "en": "This system has no role “{role}”.",
    },
    "check_unknown_limit": {
        "vi": "Không có thời hạn “{limit}”.",
        "en": "There is no time limit “{limit}”.",
    },
    "check_unknown_form": {"vi": "Không có mẫu “{form}”.", "en": "There is no form “{form}”."},
    "check_names_no_set": {
        "vi": "Nhắc đến bộ sản phẩm {number}, mà không có bộ này.",
        "en": "Names product set {number}, which does not exist.",
    },
    "check_code_twice": {
        "vi": "Mã “{code}” có nhiều lần.",
        "en": "The code “{code}” is there more than once.",
    },
    "check_dates": {
        "vi": "Hết hiệu lực ({last}) trước khi có hiệu lực ({first}).",
        "en": "It lapses ({last}) before it is in force ({first}).",
    },
    "check_renewal": {
        "vi": "Ngày sớm nhất ({earliest} ngày trước khi hết hạn) sau ngày muộn nhất ({latest}).",
        "en": "The earliest day ({earliest} before expiry) comes after the latest ({latest}).",
    },
    "check_round_day": {
        "vi": "“{day}” không phải là ngày trong năm (tháng-ngày).",
        "en": "“{day}” is not a day of the year (month-day).",
    },
    "check_total": {
        "vi": "Điểm tối đa các phần cộng lại {total}, phải là {full}.",
        "en": "The parts' maxima add up to {total}; they must be {full}.",
    },
    "check_parts": {
        "vi": "Các phần là {parts}; bộ quy định có {known}.",
        "en": "The parts are {parts}; the regime has {known}.",
    },
    "check_part_max": {
        "vi": "Điểm tối đa của phần là {most}; bộ quy định ghi {declared}.",
        "en": "The part's maximum is {most}; the regime says {declared}.",
    },
    "check_sum": {
        "vi": "Các mục con cộng lại {total}, không bằng điểm tối đa {most}.",
        "en": "The rows below add up to {total}, not to the maximum {most}.",
    },
    "check_no_criteria": {"vi": "Không có tiêu chí nào.", "en": "There are no criteria."},
    "check_no_name": {"vi": "Thiếu tên.", "en": "The name is missing."},
    "check_no_label": {"vi": "Thiếu lời hướng dẫn.", "en": "The guidance is missing."},
    "check_same_label": {
        "vi": "Cùng lời với mức khác: “{label}”.",
        "en": "Worded like another option: “{label}”.",
    },
    "check_number_twice": {
        "vi": "Số {number} có {count} lần.",
        "en": "The number {number} is there {count} times.",
    },
    "check_number_strange": {
        "vi": "Số “{number}” không thuộc mục “{parent}”.",
        "en": "The number “{number}” does not belong below “{parent}”.",
    },
    "check_number_gap": {
        "vi": "Số {number} không nối tiếp số đứng trước.",
        "en": "The number {number} does not follow the one before it.",
    },
    "check_group_options": {
        "vi": "Mục có tiêu chí con thì không có mức của riêng mình.",
        "en": "A row with criteria below it has no options of its own.",
    },
    "check_yes_no_options": {
        "vi": "Tiêu chí có/không thì không liệt kê mức.",
        "en": "A yes-or-no criterion lists no options.",
    },
    "check_no_options": {"vi": "Tiêu chí chưa có mức nào.", "en": "The criterion has no options."},
    "check_position_twice": {
        "vi": "Vị trí {position} có nhiều lần.",
        "en": "Position {position} is there more than once.",
    },
    "check_position_gap": {
        "vi": "Vị trí các mức phải là 1, 2, 3…; đang là {positions}.",
        "en": "Positions must run 1, 2, 3…; they are {positions}.",
    },
    "check_position_order": {
        "vi": "Các mức không xếp theo vị trí: {positions}.",
        "en": "The options do not stand in the order of their positions: {positions}.",
    },
    "check_no_cases": {
        "vi": "Tiêu chí chọn trường hợp phải có ít nhất hai trường hợp khác nhau.",
        "en": "A criterion with cases needs at least two different ones.",
    },
    "check_stray_case": {
        "vi": "Trường hợp “{case}” không khớp với các trường hợp của tiêu chí.",
        "en": "The case “{case}” does not fit the criterion's cases.",
    },
    "check_empty_case": {
        "vi": "Trường hợp “{case}” chưa có mức nào.",
        "en": "The case “{case}” has no options.",
    },
    "check_top": {
        "vi": "Mức cao nhất được {top} điểm, điểm tối đa ghi {most}.",
        "en": "The top option is worth {top} points; the maximum says {most}.",
    },
    "check_negative": {"vi": "Điểm âm: {points}.", "en": "Negative points: {points}."},
    "check_falling": {
        "vi": "Được {points} điểm, thấp hơn mức đứng trước ({before}).",
        "en": "Worth {points} points, less than the option before it ({before}).",
    },
    "check_equal": {
        "vi": "Được {points} điểm, bằng mức đứng trước.",
        "en": "Worth {points} points, the same as the option before it.",
    },
    "check_floor_nowhere": {
        "vi": "Mức tối thiểu {stars} sao không chỉ vào mức nào của tiêu chí chấm điểm.",
        "en": "The {stars}-star floor points at no option of a scored criterion.",
    },
    "check_floor_zero": {
        "vi": "Mức tối thiểu {stars} sao đặt ở mức 0 điểm, nên không đòi hỏi gì.",
        "en": "The {stars}-star floor is an option worth 0 points and asks for nothing.",
    },
    "check_floor_high": {
        "vi": "Mức tối thiểu {points} điểm cao hơn điểm tối đa {most}.",
        "en": "The floor of {points} points is above the maximum {most}.",
    },
    "check_floor_twice": {
        "vi": "{stars} sao có nhiều mức tối thiểu trong một tiêu chí.",
        "en": "One criterion has several floors for {stars} stars.",
    },
    "check_floor_order": {
        "vi": "Mức tối thiểu của {stars} sao không cao hơn của {lower} sao.",
        "en": "The {stars}-star floor is not above the {lower}-star floor.",
    },
    "check_story_nowhere": {
        "vi": "Điều kiện “có câu chuyện” chỉ vào {story}, không phải là tiêu chí chấm điểm dùng được.",
        "en": "The condition “only with a story” points at {story}, which is no usable scored criterion.",
    },
    "check_knockout_nowhere": {
        "vi": "Điều kiện loại chỉ vào tiêu chí {criterion}, mà không có tiêu chí này.",
        "en": "The knock-out points at criterion {criterion}, which does not exist.",
    },
    "check_knockout_twice": {
        "vi": "Mã điều kiện loại “{code}” có nhiều lần.",
        "en": "The knock-out code “{code}” is there more than once.",
    },
    # -- rulebooks brought in
    "no_table": {
        "vi": "Tệp không có bảng điểm của bộ này",
        "en": "The file has no score table for this set",
    },
    "part": {"vi": "Phần {part}", "en": "Part {part}"},
    "case_a": {"vi": "Trường hợp thứ nhất", "en": "First case"},
    "case_b": {"vi": "Trường hợp thứ hai", "en": "Second case"},
    "at": {"vi": "{place}: {told}", "en": "{place}: {told}"},
    "check_no_such_set": {
        "vi": "Bộ quy định {regime} không có bộ sản phẩm này.",
        "en": "Regime {regime} has no such product set.",
    },
    "differs": {
        "vi": "Khác bộ quy định sẵn có ở {what}: đang là {ours}, tệp ghi {given}.",
        "en": "It differs from the regime in {what}: there it is {ours}, the file says {given}.",
    },
    "differs_absent": {
        "vi": "Tệp không có mục này, bộ quy định sẵn có thì có.",
        "en": "The file lacks this row, which the regime has.",
    },
    "differs_new": {
        "vi": "Tệp có mục này, bộ quy định sẵn có thì không.",
        "en": "The file has this row, which the regime lacks.",
    },
    "regime_exists": {
        "vi": "Bộ quy định “{regime}” đã có; hãy đặt mã khác.",
        "en": "There already is a regime “{regime}”; give it another id.",
    },
    "bad_regime_id": {
        "vi": "Mã bộ quy định “{regime}” không dùng được: chỉ gồm chữ không dấu, số, gạch nối, không quá 64 ký tự.",
        "en": "The regime id “{regime}” cannot be used: letters, digits and hyphens only, 64 at most.",
    },
    # -- stored results
    "no_stored_result": {
        "vi": "{place}: không có kết quả đã lưu (“result”) để so.",
        "en": "{place}: there is no stored “result” to compare with.",
    },
    "whatif_per_part": {
        "vi": "Không so được giữa {regime} và {other}: một bên nhập điểm theo phần.",
        "en": "{regime} and {other} cannot be compared: one of them takes points per part.",
    },
    "whatif_no_set": {
        "vi": "{other} không có bộ sản phẩm nào tương ứng với “{set}”.",
        "en": "{other} has no product set that corresponds to “{set}”.",
    },
}
