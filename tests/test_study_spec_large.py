"""Experiment files at scale: sampled designs, adaptive replications, shares, size and time."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from relsim.errors import InputError
from relsim.metrics import OUTCOMES
from relsim.study import plan, spec
from relsim.study.experiment import Experiment, Until

ADAPTIVE = """
[experiment]
replications = { until = { outcome = "margin", half_width = 0.02 }, at_most = 500 }
[strategies]
compare = ["servile", "advisory"]
"""


def read(text: str, folder: Path = Path()) -> Experiment:
    return spec.parse(tomllib.loads(text), "exp.toml", folder)


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(text)
    assert str(caught.value).startswith("exp.toml: ")
    return str(caught.value)


def adaptive(rule: str) -> str:
    return f"[experiment]\nreplications = {rule}\n[strategies]\ncompare = ['servile']\n"


def test_adaptive_replications_are_read_and_count_at_most() -> None:
    experiment = read(ADAPTIVE)
    assert experiment.replications == 500
    assert experiment.until == Until("margin", 0.02, 30)
    assert experiment.size == 2 * 500
    fixed = dataclasses.replace(experiment, until=None)
    assert experiment.expected_seconds() == fixed.expected_seconds()


def test_a_rule_of_stopping_is_part_of_the_design() -> None:
    experiment = read(ADAPTIVE)
    hashes = {
        dataclasses.replace(experiment, until=until).design_hash()
        for until in (
            None,
            experiment.until,
            Until("margin", 0.02, 40),
            Until("margin", 0.03, 30),
            Until("revenue", 0.02, 30),
        )
    }
    assert len(hashes) == 5
    again = read(experiment.to_toml())
    assert again == experiment
    assert again.design_hash() == experiment.design_hash()


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("{ at_most = 500 }", "until is missing"),
        ("{ until = { outcome = 'margin', half_width = 0.1 } }", "at_most is missing"),
        ("{ until = { outcome = 'margin' }, at_most = 500 }", "until: half_width is missing"),
        ("{ until = { half_width = 0.1 }, at_most = 500 }", "until: outcome is missing"),
        ("{ until = 0.1, at_most = 500 }", "until = 0.1 must be a table"),
        ("{ untill = 0.1, at_most = 500 }", "unknown key 'untill'; did you mean 'until'?"),
        (
            "{ until = { outcome = 'margn', half_width = 0.1 }, at_most = 500 }",
            "outcome = 'margn' must be an outcome; did you mean 'margin'?",
        ),
        (
            "{ until = { outcome = 'margin', half_width = 0 }, at_most = 500 }",
            "half_width = 0.0 must be more than 0",
        ),
        (
            "{ until = { outcome = 'margin', half_width = nan }, at_most = 500 }",
            "half_width = nan must be a number",
        ),
        (
            "{ until = { outcome = 'margin', half_width = 1e400 }, at_most = 500 }",
            "half_width = inf must be a finite number",
        ),
        (
            "{ until = { outcome = 'margin', half_width = 0.1, level = 0.9 }, at_most = 500 }",
            "unknown key 'level'",
        ),
        (
            "{ until = { outcome = 'margin', half_width = 0.1 }, at_least = 29, at_most = 500 }",
            "at_least = 29 is outside [30, ",
        ),
        (
            "{ until = { outcome = 'margin', half_width = 0.1 }, at_least = 50, at_most = 49 }",
            "at_most = 49 is outside [50, ",
        ),
    ],
)
def test_refused_rules_of_stopping(rule: str, told: str) -> None:
    message = refusal(adaptive(rule))
    assert message.startswith("exp.toml: [experiment] replications")
    assert told in message


MIXED = """
[experiment]
mixed = true
[strategies]
compare = ["servile", { name = "few", base = "advisory", share = 0.5, jitter = 0.1 }]
"""


def test_shares_stand_in_mixed_territories_only() -> None:
    experiment = read(MIXED)
    assert [arm.share for arm in experiment.arms] == [1.0, 0.5]
    assert [strategy.share for strategy in plan.prepare(experiment).strategies] == [1.0, 0.5]
    assert read(experiment.to_toml()) == experiment
    tables = experiment.to_dict()["strategies"]["compare"]
    assert [entry["share"] for entry in tables] == [1.0, 0.5]
    apart = MIXED.replace("mixed = true", "mixed = false")
    assert "share = 0.5 of 'few' stands only in a mixed territory" in refusal(apart)
    assert "\nshare" not in read(apart.replace("share = 0.5, ", "")).to_toml()


def test_shares_have_bounds() -> None:
    for share in ("0", "-1", "1001", "nan", "true"):
        message = refusal(MIXED.replace("share = 0.5", f"share = {share}"))
        assert f"[strategies]: few: share = {share} " in message
        assert "[0.001, 1000]" in message


def test_a_varied_share_reaches_the_reps() -> None:
    text = MIXED + "[design]\nkind = 'grid'\n[design.parameters]\nservile.share = [0.1, 10]\n"
    asked = dataclasses.replace(read(text), replications=1, periods=1, keep_customers=True)
    records = plan.perform(plan.prepare(asked), [0, 1])
    # Of twelve, the other strategy's share being 0.5: one each, then the highest averages.
    assert [int((record.reps["arm"] == 0).sum()) for record in records] == [2, 11]


def sampled(kind: str, rest: str, customers: str) -> Experiment:
    return read(
        f"[experiment]\nperiods = 10\n[strategies]\ncompare = ['servile']\n"
        f"[design]\nkind = '{kind}'\n{rest}\n[design.parameters]\n"
        f"customers = {customers}\ncompetition = 'plausible'\n"
    )


def test_seconds_a_run_are_those_of_the_customers_that_the_design_visits() -> None:
    even = "{ low = 100, high = 900 }"
    one = Experiment.for_compare(["servile"], {"customers": 500}, periods=10)
    for kind, rest in (("sobol", "samples = 64"), ("morris", "trajectories = 9")):
        assert sampled(kind, rest, even).seconds_per_run() == pytest.approx(one.seconds_per_run())
    skewed = sampled("latin-hypercube", "samples = 500", '{ low = 10, high = 1000, scale = "log" }')
    customers = [skewed.design.point(index)["customers"] for index in range(500)]
    a_customer = one.seconds_per_run() / 500
    expected = sum(customers) / 500 * a_customer
    assert skewed.seconds_per_run() == pytest.approx(expected, rel=0.02)


def test_seconds_of_an_own_book_are_those_of_its_accounts() -> None:
    experiment = Experiment.for_compare(["servile"], {"customers": 10})
    assert experiment.seconds_per_run(1000) == pytest.approx(100 * experiment.seconds_per_run())
    assert experiment.expected_seconds(2, 1000) == experiment.expected_seconds(1, 1000) / 2


WIDE = """
[experiment]
replications = {}
mixed = {}
[strategies]
compare = ["servile", "advisory"]
[design]
kind = "grid"
[design.parameters]
competition = {{ low = 0, high = 0.5, levels = 1000 }}
crisis_rate = {{ low = 0, high = 0.5, levels = {} }}
"""


def test_a_million_runs_are_told_before_they_are_started() -> None:
    assert spec.too_large(read(ADAPTIVE)) is None
    assert spec.too_large(read(WIDE.format(4, "false", 124))) is None
    told = spec.too_large(read(WIDE.format(5, "false", 100)))
    assert told is not None
    assert told.startswith(
        "[design] makes 100,000 points × 2 strategies × 5 replications = 1,000,000 runs, about "
    )
    assert "days on one core" in told
    points = spec.too_large(read(WIDE.format(1, "true", 1000)))
    assert points is not None and "1,000,000 points × 1 territory × 1 replication = " in points


def test_more_runs_than_can_be_kept_are_refused_whoever_asks() -> None:
    message = refusal(WIDE.format(1001, "true", 1000))
    assert "[design] makes 1,000,000 points" in message
    assert message.endswith("at most 200,000,000 can be kept")


def test_the_order_of_names_is_part_of_the_design() -> None:
    """It numbers the points: a folder of the other order may not be gone on with."""
    head = ADAPTIVE + "[design]\nkind = 'grid'\n[design.parameters]\n"
    one, other = "competition = [0.0, 0.1]\n", "crisis_rate = [0.0, 0.1]\n"
    assert read(head + one + other).design_hash() != read(head + other + one).design_hash()


ranges = st.tuples(st.floats(0.001, 0.4), st.floats(0.41, 0.99), st.sampled_from(["linear", "log"]))


@st.composite
def experiments(draw: Any) -> dict[str, Any]:
    """Return the tables of some experiment."""
    kind = draw(
        st.sampled_from(
            [
                {"kind": "latin-hypercube", "samples": 20},
                {"kind": "morris", "trajectories": 4, "levels": 8},
                {"kind": "sobol", "samples": 4, "second_order": True},
                {"kind": "grid"},
            ]
        )
    )
    names = draw(
        st.lists(
            st.sampled_from(["competition", "fit_mean", "soft.yielding", "soft.jitter"]),
            min_size=1,
            unique=True,
        )
    )
    parameters = {}
    for name in names:
        low, high, scale = draw(ranges)
        parameters[name] = {"low": low, "high": high, "scale": scale}
        if kind["kind"] == "grid":
            parameters[name]["levels"] = draw(st.integers(2, 5))
    until = {
        "outcome": draw(st.sampled_from(sorted(OUTCOMES))),
        "half_width": draw(st.floats(0.001, 9)),
    }
    return {
        "experiment": {
            "seed": draw(st.integers(0, 2**64 - 1)),
            "mixed": draw(st.booleans()),
            "luck": draw(st.sampled_from(["common", "independent"])),
            "replications": draw(
                st.sampled_from([7, {"until": until, "at_least": 31, "at_most": 60}])
            ),
        },
        "strategies": {"compare": ["servile", {"name": "soft", "base": "advisory"}]},
        "design": {**kind, "parameters": parameters},
    }


@given(tables=experiments())
def test_any_experiment_written_out_reads_the_same(tables: dict[str, Any]) -> None:
    first = read(tomli_w.dumps(tables))
    again = read(first.to_toml())
    assert again == first
    assert again.design_hash() == first.design_hash()
    assert again.to_toml() == first.to_toml()
    last = first.design.size - 1
    assert again.design.point(last) == first.design.point(last)
