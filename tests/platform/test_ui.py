from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from ocop.platform.display import Row, Tag, Task, TaskGroup
from ocop.platform.fields import needed_when
from ocop.platform.templatetags import ui


class SampleForm(forms.Form):
    name = forms.CharField(label="Tên", help_text="Ghi đúng tên trên nhãn.")
    note = forms.CharField(label="Ghi chú", required=False)
    reason = needed_when("cần khi từ chối", forms.CharField(label="Lý do"))
    row = needed_when("", forms.CharField(label="Mục"))
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    honest = forms.BooleanField(label="Đúng")


def shown(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("count", "language", "words"),
    [
        (4, "vi", "OCOP 4 sao"),
        (1, "en", "OCOP 1 star"),
        (5, "en", "OCOP 5 stars"),
        (0, "vi", "Không đạt sao"),
        (None, "vi", "Chưa phân hạng"),
    ],
)
def test_stars_are_said_in_words(count: int | None, language: str, words: str) -> None:
    with override(language):
        assert words in shown("{% stars count %}", count=count)


def test_stars_show_as_many_icons_as_they_count() -> None:
    html = shown("{% stars 3 %}")
    filled, hollow = html.split("stars-hollow")
    assert (filled.count("<svg"), hollow.count("<svg")) == (3, 2)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1234.5"), 2, "1.234,50"),
        (Decimal("69.995"), 2, "70,00"),
        (Fraction(239, 3), 2, "79,67"),
        ("-0.125", 2, "-0,13"),
        (100, 0, "100"),
        (None, 2, "–"),
    ],
)
def test_numbers_are_exact_and_rounded_half_up(value: object, places: int, text: str) -> None:
    with override("vi"):
        assert shown("{% decimal value places %}", value=value, places=places) == text


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_rounding_never_moves_a_number_by_more_than_half_a_unit(value: Decimal) -> None:
    with override("en"):
        text = ui.decimal(value, 2).replace(",", "")
    assert abs(Decimal(text) - value) <= Decimal("0.005")


def test_money_is_grouped_and_stays_on_one_line() -> None:
    with override("vi"):
        assert ui.vnd(1234567) == "1.234.567\N{NO-BREAK SPACE}₫"
    with override("en"):
        assert ui.vnd(1234567) == "1,234,567\N{NO-BREAK SPACE}₫"


@pytest.mark.parametrize(
    ("value", "text"), [(12345, "12.345"), (Decimal("3.50"), "3,5"), (Decimal("1E+3"), "1.000")]
)
def test_counts_carry_no_superfluous_zeros(value: Decimal | int, text: str) -> None:
    with override("vi"):
        assert ui.number(value) == text


def test_a_day_is_written_day_first_for_people_and_iso_for_machines() -> None:
    with override("vi"):
        assert ui.day(date(2027, 3, 12)) == '<time datetime="2027-03-12">12/03/2027</time>'


def test_a_moment_is_told_in_the_time_of_the_country() -> None:
    with override("vi"):
        late = datetime(2026, 12, 31, 18, 5, tzinfo=UTC)
        assert "01:05 01/01/2027" in ui.moment(late)
        assert "01/01/2027" in ui.day(late)


def test_a_field_ties_label_hint_and_error_to_its_input() -> None:
    form = SampleForm({"name": ""})
    html = shown("{% field form.name %}", form=form)
    assert '<label for="id_name">' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_may_be_left_out_says_so() -> None:
    with override("vi"):
        html = shown("{% fields form %}", form=SampleForm())
    assert html.count("(không bắt buộc)") == 1


def test_what_is_needed_in_one_case_says_when_and_never_that_it_may_be_left_out() -> None:
    with override("vi"):
        assert "(cần khi từ chối)" in shown("{% field form.reason %}", form=SampleForm())
        assert 'class="optional"' not in shown("{% field form.row %}", form=SampleForm())


def test_radios_are_one_question() -> None:
    html = shown("{% field form.kind %}", form=SampleForm({}))
    assert "<fieldset" in html
    assert "<legend>" in html
    assert 'aria-describedby="id_kind_error"' in html.replace('" id_kind', '"id_kind')


def test_the_error_summary_links_each_error_to_its_field() -> None:
    with override("vi"):
        html = shown("{% error_summary form %}", form=SampleForm({}))
    assert '<a href="#id_name">Tên: Cần điền mục này.</a>' in html
    assert '<a href="#id_honest">' in html


def test_no_summary_without_errors() -> None:
    assert shown("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_everything_shown_is_escaped() -> None:
    wicked = "<script>alert(1)</script>"
    html = shown(
        "{% tag label %}{% summary_list rows %}{% task_list tasks %}{% choice name='x' value=1 label=label %}"
        "{% banner title=label %}{{ label }}{% endbanner %}{% panel title=label %}{% endpanel %}",
        label=wicked,
        rows=[Row(wicked, wicked)],
        tasks=[TaskGroup(wicked, [Task(wicked, Tag(wicked), hint=wicked)])],
    )
    assert "<script" not in html


def test_a_task_without_an_address_is_no_link() -> None:
    html = shown("{% task_list tasks %}", tasks=[Task("Nộp", Tag("Chưa thể bắt đầu"), hint="Cần mẫu 01.")])
    assert "<a " not in html
    assert "Cần mẫu 01." in html


def test_an_answer_not_given_says_so() -> None:
    with override("vi"):
        assert "Không cung cấp" in shown("{% summary_list rows %}", rows=[Row("Mã số thuế", "")])


def test_a_choice_tells_points_and_floor() -> None:
    with override("vi"):
        html = shown("{% choice name='1.1' value=3 label='Mức' points='2' floor=4 checked=True %}")
    assert 'name="1.1" value="3" checked' in html
    assert "mức tối thiểu cho 4 sao" in html
