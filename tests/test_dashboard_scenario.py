"""A scenario survives links and pages, and nothing that anybody sends can do harm."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relsim.dashboards.reading import MOST_NOTES, Note
from relsim.dashboards.scenario import (
    CAP,
    LEAST_REPLICATIONS,
    LONGEST_NAME,
    MONTHS,
    REPLICATIONS,
    WORKSHOP,
    Scenario,
)
from relsim.dashboards.texts import LANGUAGES, texts
from relsim.errors import InputError
from relsim.parameters import PARAMETERS
from relsim.simulation import LARGEST_SEED
from relsim.strategies import PRESETS
from relsim.study.experiment import Experiment


@st.composite
def settings(draw: st.DrawFn) -> tuple[tuple[str, float], ...]:
    """Some parameters anywhere within their hard bounds, in any order."""
    found: list[tuple[str, float]] = []
    for name in draw(st.lists(st.sampled_from(list(PARAMETERS)), unique=True, max_size=8)):
        p = PARAMETERS[name]
        if p.kind == "float":
            value: float = draw(st.floats(p.low, p.high))
        else:
            value = draw(st.integers(int(p.low), int(p.high)))
        found.append((name, value))
    return tuple(found)


SCENARIOS = st.builds(
    Scenario,
    name=st.text(max_size=80),
    strategies=st.lists(st.sampled_from(list(PRESETS)), min_size=1, unique=True).map(tuple),
    settings=settings(),
    periods=st.integers(*MONTHS),
    replications=st.integers(*REPLICATIONS),
    seed=st.integers(0, LARGEST_SEED),
)
FITTING = SCENARIOS.map(Scenario.capped)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from([10**400, -(10**400), math.nan, math.inf, "<script>", "\ud800", 2**64])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from([*PARAMETERS, "foo", "__class__", ""])
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "name": ANYTHING,
        "strategies": ANYTHING | st.lists(st.sampled_from([*PRESETS, "king"])),
        "settings": ANYTHING | st.dictionaries(NAMES, ANYTHING, max_size=12),
        "periods": ANYTHING,
        "replications": ANYTHING,
        "seed": ANYTHING,
        "query": ANYTHING,
    },
)


def as_a_browser_keeps_it(value: Any) -> Any:
    """JSON through JavaScript: whole floats lose their point, numbers have 53 bits."""
    if isinstance(value, dict):
        return {key: as_a_browser_keeps_it(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_a_browser_keeps_it(inner) for inner in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < 1e21 else number
    return value


def assert_usable(scenario: Scenario, notes: tuple[Note, ...]) -> None:
    assert scenario.work() <= CAP
    assert scenario.experiment().size == scenario.replications * len(scenario.strategies)
    assert len(notes) <= MOST_NOTES
    for language in LANGUAGES:
        for note in notes:
            told = texts(language)(note.key, **note.values)
            assert note.values or "{" not in told
            assert len(told) < 200


@given(scenario=FITTING)
@example(scenario=Scenario(seed=LARGEST_SEED))
@example(scenario=Scenario(seed=2**53 + 1))
def test_a_page_gives_a_scenario_back_as_it_was(scenario: Scenario) -> None:
    sent = json.loads(json.dumps(scenario.to_json(), allow_nan=False))
    assert Scenario.read(sent) == (scenario, ())
    assert Scenario.read(as_a_browser_keeps_it(sent)) == (scenario, ())


@given(scenario=FITTING)
@example(scenario=Scenario())  # the model's own size, not the Workshop's
@example(scenario=WORKSHOP)
def test_a_link_gives_a_scenario_back_as_it_was(scenario: Scenario) -> None:
    query = scenario.to_query()
    assert Scenario.from_query(query) == (scenario, ())
    assert Scenario.from_query(f"?{query}") == (scenario, ())


def test_the_link_of_the_workshop_is_empty_and_others_say_what_differs() -> None:
    assert WORKSHOP.to_query() == ""
    moved = WORKSHOP.changed("competition", 0.1).changed("periods", 60)
    assert moved.to_query() == "competition=0.1&periods=60"


@given(value=ANYTHING | LIKELY)
@example(value={"periods": "nan", "seed": "inf", "replications": "9" * 5000})
@example(value={"strategies": [["servile"]], "settings": {"competition": {"a": 1}}})
@example(value={"settings": dict.fromkeys(map(str, range(1000)), 1)})
def test_whatever_is_sent_gives_a_scenario_within_the_cap(value: object) -> None:
    assert_usable(*Scenario.read(value))


QUERY_PAIRS = st.lists(st.tuples(NAMES | st.text(max_size=5), st.text(max_size=12)), max_size=9)


@given(
    text=st.text(max_size=60)
    | SCALARS
    | QUERY_PAIRS.map(lambda pairs: "&".join(f"{key}={value}" for key, value in pairs))
)
@example(text="&".join(["competition=1"] * 5000))
@example(text="a=1&" * 250)
@example(text="seed=1e400&periods=-5&replications=0.5&customers=1e999&name=%00%ff")
def test_whatever_a_link_says_gives_a_scenario_within_the_cap(text: object) -> None:
    assert_usable(*Scenario.from_query(text))


@pytest.mark.parametrize(
    ("sent", "changed", "notes"),
    [
        (None, {}, ["note.unreadable"]),
        ([1], {}, ["note.unreadable"]),
        ({}, {}, []),
        ({"periods": 6}, {"periods": 12}, ["note.bounds"]),
        ({"periods": 10**400}, {"periods": 600}, ["note.bounds"]),
        ({"periods": 60.4}, {"periods": 60}, ["note.rounded"]),
        ({"periods": True, "seed": [1]}, {"periods": 12}, ["note.bounds", "note.value"]),
        ({"seed": -1}, {"seed": 0}, ["note.bounds"]),
        ({"seed": "12345678901234567890"}, {"seed": 12345678901234567890}, []),
        ({"strategies": []}, {}, ["note.value"]),
        ({"strategies": ["king"]}, {}, ["note.unknown", "note.value"]),
        (
            {"strategies": ["advisory", "advisory", "servile"]},
            {"strategies": ("servile", "advisory")},
            [],
        ),
        ({"strategies": "middling"}, {"strategies": ("middling",)}, []),
        ({"wild": 1}, {}, ["note.unknown"]),
        ({"settings": "x"}, {}, ["note.unreadable"]),
        ({"settings": {}}, {"settings": ()}, []),
        ({"settings": {"competition": math.nan}}, {"settings": ()}, ["note.value"]),
        ({"settings": {"competition": "0.1"}}, {"settings": ()}, ["note.value"]),
        (
            {"settings": {"competition": -3, "competitoin": 1}},
            {"settings": (("competition", 0.0),)},
            ["note.bounds", "note.unknown"],
        ),
        ({"settings": {"reps": 3.0}}, {"settings": (("reps", 3),)}, []),
        ({"settings": {"competition": PARAMETERS["competition"].default}}, {"settings": ()}, []),
        ({"name": {"a": 1}}, {}, []),
        ({"name": " a\x00b\n<b> "}, {"name": "ab<b>"}, []),
    ],
)
def test_what_cannot_be_used_is_changed_and_noted(
    sent: object, changed: dict[str, Any], notes: list[str]
) -> None:
    scenario, told = Scenario.read(sent)
    assert scenario == dataclasses.replace(WORKSHOP, **changed)
    assert [note.key for note in told] == notes


def test_a_note_names_the_place_the_value_and_what_is_used() -> None:
    _, (note,) = Scenario.read({"settings": {"competition": 7}})
    assert texts("en")(note.key, **note.values) == "competition = 7 is out of bounds; it is 1."


def test_a_long_unknown_name_is_shortened_and_loses_what_does_not_show() -> None:
    _, (note,) = Scenario.read({"a\nb" + "x" * 500: 1})
    assert note.values == {"what": "ab" + "x" * 21 + "…"}


def test_notes_of_one_bad_link_do_not_fill_the_page() -> None:
    _, notes = Scenario.read(dict.fromkeys("abcdefghij", 1))
    assert len(notes) == MOST_NOTES
    assert notes[-1] == Note("note.more", {"count": str(10 - MOST_NOTES + 1)})


def test_a_page_may_keep_words_of_its_own_in_the_link() -> None:
    link = "left=trust&competition=0.1"
    scenario, notes = Scenario.from_query(link, others=("left",))
    assert (scenario.value("competition"), notes) == (0.1, ())
    assert [note.key for note in Scenario.from_query(link)[1]] == ["note.unknown"]


def test_equal_scenarios_are_one_however_they_were_written() -> None:
    one = Scenario(
        strategies=("advisory", "servile"), settings=(("competition", 0.1), ("list_price", 900))
    )
    other = Scenario(
        strategies=("servile", "advisory"),
        settings=(("list_price", 900.0), ("crisis_rate", 0.01), ("competition", 0.1)),
    )
    assert one == other
    assert hash(one) == hash(other)
    assert one.to_query() == other.to_query()
    assert one.settings == (("list_price", 900.0), ("competition", 0.1))
    assert type(one.value("list_price")) is float


@pytest.mark.parametrize(
    "wrong",
    [
        {"strategies": ()},
        {"strategies": ("king",)},
        {"settings": (("competitoin", 0.1),)},
        {"settings": (("competition", 1.4),)},
        {"settings": (("reps", 2.5),)},
        {"periods": 11},
        {"periods": 601},
        {"replications": 0},
        {"seed": -1},
        {"seed": 2**64},
    ],
)
def test_a_scenario_that_cannot_be_run_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Scenario(**wrong)


def test_a_long_name_is_cut() -> None:
    assert Scenario("x" * 500).name == "x" * LONGEST_NAME


@given(scenario=SCENARIOS)
@example(scenario=Scenario(settings=(("customers", 5_000_000),), replications=500, periods=600))
@example(scenario=Scenario(settings=(("customers", 1), ("reps", 10_000)), replications=500))
@example(scenario=Scenario(settings=(("customers", 1_000_000), ("network_degree", 200))))
def test_no_scenario_takes_more_than_the_cap(scenario: Scenario) -> None:
    kept = scenario.capped()
    assert kept.work() <= CAP
    assert kept.capped() == kept
    assert kept.replications >= min(scenario.replications, LEAST_REPLICATIONS)
    if scenario.work() <= CAP:
        assert kept == scenario


@pytest.mark.parametrize(
    ("settings", "accounts", "work"),
    [
        # (250 accounts + 3 reps / 10) x (120 months + 6 neighbours / 5) x 20 replications x 3
        ((("customers", 250), ("reps", 3)), None, 1_820_182),
        ((("customers", 250), ("reps", 3)), 1000, 7_274_182),
        ((("customers", 1), ("reps", 1)), None, 363_600),  # counts as fifty accounts
        ((("customers", 100), ("reps", 10_000)), None, 7_999_200),
        ((("customers", 100), ("reps", 100), ("network_degree", 200)), None, 1_056_000),
    ],
)
def test_work_counts_reps_and_neighbours_too(
    settings: tuple[tuple[str, float], ...], accounts: int | None, work: int
) -> None:
    scenario = Scenario(settings=settings)
    assert scenario.work(accounts) == pytest.approx(work, abs=1)


@pytest.mark.parametrize(
    "link", ["competition=1&name=" + "x" * 8000, "&".join(["competition=0.1"] * 201)]
)
def test_a_link_too_long_for_a_scenario_is_not_read(link: str) -> None:
    assert Scenario.from_query(link) == (WORKSHOP, (Note("note.unreadable", {}),))


def test_replications_are_cut_before_customers_and_reps_with_them() -> None:
    large = dataclasses.replace(WORKSHOP, replications=500).changed("customers", 1000)
    kept = large.capped()
    assert kept.value("customers") == 1000
    assert 0.9 * CAP < kept.work() <= CAP
    huge = WORKSHOP.changed("customers", 1_000_000).changed("reps", 10_000)
    cut, notes = Scenario.read(huge.to_json())
    assert cut.replications == LEAST_REPLICATIONS
    assert cut.value("customers") / cut.value("reps") == pytest.approx(100, rel=0.02)
    assert [note.values["what"] for note in notes] == ["replications", "customers"]
    assert 0.9 * CAP < cut.work() <= CAP


def test_an_own_book_counts_by_its_own_size_and_is_never_cut() -> None:
    kept, notes = Scenario.read(WORKSHOP.to_json(), accounts=10_000)
    assert kept == dataclasses.replace(WORKSHOP, replications=kept.replications)
    assert kept.replications < WORKSHOP.replications
    assert 0.8 * CAP < kept.work(10_000) <= CAP
    assert [note.values["what"] for note in notes] == ["replications"]
    assert WORKSHOP.capped(10**9) == dataclasses.replace(WORKSHOP, replications=1)


def test_the_experiment_is_the_one_behind_relsim_compare() -> None:
    scenario = Scenario(
        "a name",
        ("servile", "middling"),
        (("competition", 0.1), ("customers", 300)),
        periods=36,
        replications=7,
        seed=9,
    )
    assert scenario.experiment() == Experiment.for_compare(
        ["servile", "middling"],
        {"competition": 0.1, "customers": 300},
        replications=7,
        periods=36,
        seed=9,
        customers=False,
    )


@given(value=SCALARS)
def test_a_lever_cannot_be_moved_out_of_bounds(value: object) -> None:
    for name in ("competition", "reps", "periods", "m01_nowhere"):
        moved = WORKSHOP.changed(name, value)
        if name in PARAMETERS:
            PARAMETERS[name].check(moved.value(name))
        assert MONTHS[0] <= moved.periods <= MONTHS[1]
