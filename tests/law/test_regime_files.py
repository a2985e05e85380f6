"""The shipped regimes say what the decisions say, and every fact carries its article."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from ocop.law import calendar
from ocop.law.library import SHIPPED, opened
from ocop.law.regime import Regime

LIBRARY = opened()
DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
IDS = ["2019-1048", "2023-148", "2025-1489", "2026-26"]
REGIMES = [LIBRARY.regime(regime_id) for regime_id in IDS]
NOW = LIBRARY.regime("2026-26")


def each() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("regime", REGIMES, ids=IDS)


def test_the_shipped_regimes_are_these_in_order_of_force() -> None:
    assert LIBRARY.ids() == IDS


@pytest.mark.parametrize(
    ("filed_on", "regime_id"),
    [
        ("2019-08-21", "2019-1048"),
        ("2023-02-23", "2019-1048"),
        ("2023-02-24", "2023-148"),
        ("2025-07-05", "2023-148"),
        ("2025-07-06", "2025-1489"),
        ("2026-05-21", "2025-1489"),
        ("2026-05-22", "2026-26"),
        ("2026-07-21", "2026-26"),
        ("2026-11-22", "2026-26"),
    ],
)
def test_a_dossier_falls_under_the_regime_of_its_day(filed_on: str, regime_id: str) -> None:
    assert LIBRARY.for_date(date.fromisoformat(filed_on)).id == regime_id


def test_148_and_1489_lapse_sixty_days_after_the_new_decision() -> None:
    lapse = next(rule for rule in NOW.transitions if rule.code == "earlier_decisions")
    assert lapse.count == 60
    assert LIBRARY.regime("2025-1489").in_force_to == NOW.in_force_from + timedelta(days=lapse.count)


@each()
def test_bands_run_from_five_stars_at_ninety_to_one_at_nothing(regime: Regime) -> None:
    assert [(band.stars, band.at_least) for band in regime.bands] == [
        (5, Decimal(90)),
        (4, Decimal(70)),
        (3, Decimal(50)),
        (2, Decimal(30)),
        (1, Decimal(0)),
    ]


@pytest.mark.parametrize(
    ("regime_id", "levels"),
    [
        ("2019-1048", {3: "province", 4: "province", 5: "centre"}),
        ("2023-148", {3: "district", 4: "province", 5: "centre"}),
        ("2025-1489", {3: "province", 4: "province", 5: "centre"}),
        ("2026-26", {3: "province", 4: "province", 5: "centre"}),
    ],
)
def test_who_recognises_which_star(regime_id: str, levels: dict[int, str]) -> None:
    regime = LIBRARY.regime(regime_id)
    found = {stars: regime.recognising_level(stars) for stars in (1, 2, 3, 4, 5)}
    assert {stars: level.code for stars, level in found.items() if level} == levels


@pytest.mark.parametrize(
    ("regime_id", "goes_up"),
    [
        ("2019-1048", {"district": 50, "province": 90}),
        ("2023-148", {"district": 70, "province": 90}),
        ("2025-1489", {"province": 90}),
        ("2026-26", {"province": 90}),
    ],
)
def test_what_goes_up_to_the_next_level(regime_id: str, goes_up: dict[str, int]) -> None:
    levels = LIBRARY.regime(regime_id).levels
    assert {level.code: level.forwards_from for level in levels if level.forwards_from is not None} == goes_up


@each()
def test_parts_make_a_hundred(regime: Regime) -> None:
    expected = [35, 25, 40] if regime.id == "2019-1048" else [40, 25, 35]
    assert [int(points) for points in regime.part_max.values()] == expected


def test_where_criteria_points_are_unknown_results_are_entered_per_part() -> None:
    assert [regime.entry for regime in REGIMES] == ["criteria", "parts", "parts", "criteria"]


def test_the_law_in_force_sets_these_limits() -> None:
    limits = {limit.code: (limit.count, limit.unit) for limit in NOW.limits}
    assert limits == {
        "commune_report": (15, "working_days"),
        "renewal_result": (45, "days"),
        "revocation": (15, "days"),
    }
    assert calendar.due(NOW.limit("commune_report"), date(2026, 11, 20)) == date(2026, 12, 14)
    assert (NOW.validity.months, NOW.validity.stars_from) == (36, 3)
    assert NOW.renewal is not None
    assert (NOW.renewal.earliest_days, NOW.renewal.latest_days, NOW.renewal.kept_days) == (180, 120, 180)


def test_the_law_in_force_has_two_rounds_at_each_level() -> None:
    assert [(r.level, r.proposals_before, r.results_before) for r in NOW.rounds] == [
        ("province", "04-30", "06-30"),
        ("province", "10-30", "12-30"),
        ("centre", "07-30", "09-30"),
        ("centre", "01-30", "03-30"),
    ]
    assert all(r.proposals_before < r.results_before for r in NOW.rounds if not r.years_after)


def test_the_law_in_force_names_its_forms_kinds_topics_grounds_and_rules() -> None:
    assert [form.code for form in NOW.forms] == ["01", "02", "03"]
    assert [kind.code for kind in NOW.dossier_kinds if kind.to_level is None] == [
        "first",
        "upgrade",
        "renewal",
    ]
    assert NOW.kind("renewal").council_method == "written_opinion"
    assert len(NOW.commune_topics) == 4
    assert len(NOW.revocations) == 6
    assert len(NOW.evidence) == 15
    assert {rule.applies_to: rule.count for rule in NOW.transitions if rule.code.startswith("pending")} == {
        "first": 60,
        "upgrade": 60,
        "renewal": 30,
    }
    assert NOW.samples is not None
    assert (NOW.samples.count, NOW.samples.except_sets) == (5, (26,))
    assert {kind.code for kind in NOW.producer_kinds if kind.only_sets} == {"hoi", "trung_tam"}


def test_the_central_council_of_148_needs_five_of_seven() -> None:
    quorums = {
        regime.id: rules.quorum for regime in REGIMES if (rules := regime.level("centre").council_defaults)
    }
    assert quorums == {"2019-1048": None, "2023-148": 5, "2025-1489": 5, "2026-26": None}


@each()
def test_no_spread_limit_is_national_law(regime: Regime) -> None:
    defaults = [level.council_defaults for level in regime.levels if level.council_defaults]
    assert defaults
    assert all(rules.max_spread is None and rules.rounding is None for rules in defaults)


def test_a_dossier_of_today_can_walk_from_draft_to_recognition() -> None:
    way = ["file", "send_up", "accept", "convene", "seal", "reveal", "close", "recognise"]
    state, level = "draft", NOW.starts_at()
    for code in way:
        step = next(step for step in NOW.steps_from(state, level) if step.code == code)
        state, level = step.after, step.to_level or step.level or level
    assert state == "recognised"


@each()
def test_every_state_is_reached_and_every_step_rests_on_something_known(regime: Regime) -> None:
    reached = {("draft", regime.starts_at())}
    for _ in regime.steps:
        reached |= {
            (step.after, step.to_level or step.level or "")
            for step in regime.steps
            if reached & {(state, step.level or "") for state in step.before}
        }
    assert {(state, step.level or "") for step in regime.steps for state in step.before} <= reached
    levels = {level.code for level in regime.levels}
    limits = {limit.code for limit in regime.limits}
    assert {step.level for step in regime.steps} <= levels | {None}
    assert {step.limit for step in regime.steps} <= limits | {None}
    assert {end for kind in regime.dossier_kinds for end in (kind.from_level, kind.to_level)} <= levels | {
        None
    }
    assert {r.level for r in regime.rounds} <= levels
    kinds = {kind.code for kind in regime.dossier_kinds}
    assert {limit.dossier_kind for limit in regime.limits} <= kinds | {None}


@each()
def test_forms_named_by_a_dossier_exist(regime: Regime) -> None:
    forms = {form.code for form in regime.forms}
    assert {part.form for kind in regime.dossier_kinds for part in kind.parts} <= forms | {None}


@each()
def test_codes_are_unique_within_their_list(regime: Regime) -> None:
    for name in ("levels", "limits", "forms", "dossier_kinds", "revocations", "transitions", "evidence"):
        codes = [item.code for item in getattr(regime, name)]
        assert len(codes) == len(set(codes)), name


@each()
def test_every_fact_carries_its_article_and_every_reading_its_decision(regime: Regime) -> None:
    def articles(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (text for key, text in value.items() if key == "article")
            for item in value.values():
                yield from articles(item)
        elif isinstance(value, list | tuple):
            for item in value:
                yield from articles(item)

    found = list(articles(msgspec.to_builtins(regime)))
    assert found
    assert all(found)
    assert regime.readings
    assert all((DECISIONS / f"{reading.decision}.md").is_file() for reading in regime.readings)
    assert regime.sources
    assert regime.unknown


def test_evidence_hints_point_at_criteria_that_exist() -> None:
    names = [row.name.casefold() for product_set in LIBRARY.sets("2026-26") for row in product_set.rows()]
    for hint in NOW.evidence:
        for word in hint.words:
            assert any(word in name for name in names), (hint.code, word)


@each()
def test_corrections_and_suspects_name_places_that_exist(regime: Regime) -> None:
    places = [correction.place for correction in regime.corrections]
    places += [suspect.place for suspect in regime.suspects]
    places += [defect.place for defect in regime.known_defects]
    for place in places:
        if match := re.fullmatch(r"set (\d+) / ([\d.]+)", place):
            rows = {row.no for row in LIBRARY.product_set(regime.id, int(match[1])).rows()}
            assert match[2] in rows, place
        elif match := re.fullmatch(r"set (\d+)(?: / part ([ABC]))?", place):
            parts = {part.code for part in LIBRARY.product_set(regime.id, int(match[1])).parts}
            assert match[2] is None or match[2] in parts, place


def test_an_amending_regime_writes_only_what_it_changes() -> None:
    own = msgspec.json.decode((SHIPPED / "2025-1489" / "regime.json").read_bytes())
    base = msgspec.to_builtins(LIBRARY.regime("2023-148"), str_keys=True)
    assert own["extends"] == "2023-148"
    assert not {"bands", "part_max", "entry", "commune_topics", "validity"} & set(own)
    assert LIBRARY.regime("2025-1489").bands == LIBRARY.regime("2023-148").bands
    assert base["id"] == "2023-148"


@pytest.mark.parametrize("regime_id", IDS)
def test_every_word_shown_has_its_english(regime_id: str) -> None:
    own = msgspec.json.decode((SHIPPED / regime_id / "regime.json").read_bytes())
    english = msgspec.json.decode((SHIPPED / regime_id / "regime.en.json").read_bytes(), type=dict[str, str])
    shown = {
        "name",
        "title",
        "text",
        "label",
        "recognised_by",
        "starts",
        "reason",
        "question",
        "choice",
        "note",
    }

    def words(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, item in value.items():
                if key in shown and isinstance(item, str):
                    yield item
                else:
                    yield from words(item)
        elif isinstance(value, list | tuple):
            for item in value:
                yield from words(item)

    assert set(words(own)) | set(own["unknown"]) <= set(english)


def test_the_format_refuses_what_it_does_not_know() -> None:
    raw = msgspec.json.decode((SHIPPED / "2026-26" / "regime.json").read_bytes())
    with pytest.raises(msgspec.ValidationError, match="unknown field `colour`"):
        msgspec.convert(raw | {"colour": "red"}, type=Regime)
