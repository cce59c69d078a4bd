"""Experiment files: what they may say, and what is said of those that cannot be used."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest

from relsim.errors import InputError
from relsim.metrics import OUTCOMES
from relsim.parameters import PARAMETERS
from relsim.strategies import BEHAVIOURS, PRESETS
from relsim.study import spec
from relsim.study.experiment import Experiment
from relsim.study.frames import runs_schema
from relsim.study.plan import run_of

FULL = """
[experiment]
name = "competition"
question = "Which strategy wins as rival offers become more frequent?"
replications = 5
periods = 24
seed = 20261121
luck = "independent"

[model]
discount_authority = 0.2
customers = 60

[strategies]
compare = ["servile", { name = "softer", base = "advisory", yielding = 0.6, jitter = 0.1 }]

[design]
kind = "grid"
[design.parameters]
competition = { low = 0.0, high = 0.3, levels = 4 }
softer.yielding = [0.1, 0.4]

[outputs]
periods = true
"""
SMALLEST = '[strategies]\ncompare = ["servile"]\n'


def written(folder: Path, text: str, name: str = "exp.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    path = written(folder, text)
    with pytest.raises(InputError) as caught:
        spec.load(path)
    assert str(caught.value).startswith(str(path)), "a message begins with the file"
    return str(caught.value)


def test_every_value_of_a_file_is_read(tmp_path: Path) -> None:
    experiment = spec.load(written(tmp_path, FULL))
    assert experiment.name == "competition"
    assert experiment.question.startswith("Which strategy wins")
    assert (experiment.replications, experiment.periods, experiment.seed) == (5, 24, 20261121)
    assert (experiment.luck, experiment.mixed) == ("independent", False)
    assert (experiment.keep_periods, experiment.keep_customers) == (True, False)
    assert experiment.arm_names == ("servile", "softer")
    assert dict(experiment.parameters)["customers"] == 60
    assert dict(experiment.arms[1].behaviours)["yielding"] == 0.6
    assert experiment.arms[1].jitter == 0.1
    assert experiment.size == 4 * 2 * 5 * 2


def test_what_is_left_out_is_default(tmp_path: Path) -> None:
    experiment = spec.load(written(tmp_path, SMALLEST, "my-study.toml"))
    assert experiment.name == "my-study"
    assert (experiment.replications, experiment.periods, experiment.seed) == (30, 120, 0)
    assert dict(experiment.parameters) == {key: item.default for key, item in PARAMETERS.items()}
    assert dict(experiment.arms[0].behaviours) == PRESETS["servile"].point


def test_resolved_file_spells_everything_out_and_reads_the_same(tmp_path: Path) -> None:
    experiment = spec.load(written(tmp_path, FULL))
    text = experiment.to_toml(tmp_path)
    again = spec.load(written(tmp_path, text, "resolved.toml"))
    assert again == experiment
    assert again.design_hash() == experiment.design_hash()
    for name in PARAMETERS:
        assert f"\n{name} = " in text
    for behaviour in BEHAVIOURS:
        assert text.count(f"\n{behaviour} = ") == 2, "both arms are spelt out"


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALLEST.encode())
    assert spec.load(path).arm_names == ("servile",)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("seed = -1", "seed = -1 is outside [0, 18446744073709551615]"),
        ("seed = 18446744073709551616", "seed = 18446744073709551616 is outside"),
        ("seed = 1.5", "seed = 1.5 must be a whole number"),
        ("seed = true", "seed = true must be a whole number"),
        ("periods = 0", "periods = 0 is outside [1, "),
        ("replications = 0", "replications = 0 is outside [1, "),
        ("replications = '30'", "replications = '30' must be a whole number"),
        ("replicatons = 30", "unknown key 'replicatons'; did you mean 'replications'?"),
        ("luck = 'comon'", "did you mean 'common'?"),
        ("mixed = 1", "mixed = 1 must be true or false"),
        ("mixed = true", "a mixed territory needs at least two strategies"),
        ("name = 'a b'", "name = 'a b' must be a name of letters"),
        ("name = '../up'", "name = '../up' must be a name of letters"),
        ("question = 3", "question = 3 must be a text"),
        ("accounts = 3", "accounts = 3 must be a text"),
        ("accounts = { file = 'a.csv' }", "unknown key 'file'"),
    ],
)
def test_refused_settings(tmp_path: Path, line: str, told: str) -> None:
    message = refusal(tmp_path, f"[experiment]\n{line}\n{SMALLEST}")
    assert "[experiment]" in message
    assert told in message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[strategies\n", "is not valid TOML"),
        ("", "[strategies] needs compare"),
        ("[model]\n", "[strategies] needs compare"),
        ("[strategies]\ncompare = []\n", "compare is empty"),
        ("[strategies]\ncompare = 'servile'\n", "compare = 'servile' must be a list"),
        ("[strategies]\ncompare = ['servil']\n", "did you mean 'servile'?"),
        ("[strategies]\ncompare = ['servile', 'servile']\n", "two strategies are called 'servile'"),
        ("[strategies]\ncompare = [{base = 'servile'}]\n", "has no name"),
        ("[strategies]\ncompare = [{name = 'a', base = 'servile', yeilding = 1}]\n", "'yielding'"),
        ("[strategies]\ncompare = [{name = 'a', base = 'servile', yielding = 2}]\n", "[0, 1]"),
        ("[strategies]\ncompare = [{name = 'a', base = 'servile', yielding = true}]\n", "number"),
        ("[strategies]\ncompare = [{name = 'a', base = 'servile', jitter = nan}]\n", "jitter"),
        ("[strategies]\ncompare = [{name = 'competition', base = 'servile'}]\n", "parameter"),
        ("[strategies]\ncompare = ['a b:C']\n", "must be code as 'module:Class'"),
        (SMALLEST + "[model]\ncompetiton = 0.1\n", "did you mean 'competition'?"),
        (SMALLEST + "[model]\ncompetition = 1.4\n", "competition = 1.4"),
        (SMALLEST + "[model]\ncompetition = nan\n", "competition = nan"),
        (SMALLEST + "[model]\ncompetition = true\n", "competition = "),
        (SMALLEST + "[model]\ncompetition = '0.1'\n", "competition = "),
        (SMALLEST + "[output]\n", "unknown table [output]; did you mean 'outputs'?"),
        (SMALLEST + "[outputs]\nperiod = true\n", "did you mean 'periods'?"),
        (SMALLEST + "[outputs]\nperiods = 1\n", "periods = 1 must be true or false"),
        ("periods = 12\n" + SMALLEST, "'periods' stands outside of any table"),
        ("competition = 0.1\n" + SMALLEST, "it belongs under [model]"),
        (SMALLEST + "[intervention]\nperiod = 3\n", "[[intervention]]"),
    ],
)
def test_refused_files(tmp_path: Path, text: str, told: str) -> None:
    assert told in refusal(tmp_path, text)


def test_an_event_must_fall_within_the_run_and_name_an_arm(tmp_path: Path) -> None:
    event = "[[intervention]]\nwhat = 'failure'\nwho = { share = 0.5 }\n"
    head = f"[experiment]\nperiods = 12\n{SMALLEST}{event}"
    assert "period = 12 is outside [0, 11]" in refusal(tmp_path, head + "period = 12\n")
    message = refusal(tmp_path, head + "period = 6\narms = ['servil']\n")
    assert "number 1" in message
    assert "'servil'" in message


def test_events_stand_in_the_resolved_file(tmp_path: Path) -> None:
    event = "[[intervention]]\nperiod = 6\nwhat = 'failure'\nwho = { share = 0.25 }\n"
    experiment = spec.load(written(tmp_path, SMALLEST + event))
    assert len(experiment.interventions) == 1
    assert spec.load(written(tmp_path, experiment.to_toml(), "again.toml")) == experiment
    assert experiment.design_hash() != spec.load(written(tmp_path, SMALLEST)).design_hash()


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        spec.load(tmp_path / "none.toml")
    with pytest.raises(InputError, match="is a folder"):
        spec.load(tmp_path)
    binary = tmp_path / "latin.toml"
    binary.write_bytes("name = 'é'".encode("latin-1"))
    with pytest.raises(InputError, match="is not UTF-8 text"):
        spec.load(binary)


def test_code_is_named_but_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "study_spec_bomb.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.syspath_prepend(tmp_path)
    text = "[strategies]\ncompare = ['servile', 'study_spec_bomb:Patient']\n"
    experiment = spec.load(written(tmp_path, text))
    assert experiment.arm_names == ("servile", "Patient")
    assert experiment.arms[1].is_code
    assert "study_spec_bomb" not in sys.modules


def test_the_book_lies_beside_the_file_and_stays_findable_from_the_results(tmp_path: Path) -> None:
    path = written(tmp_path, f"[experiment]\naccounts = 'book.csv'\n{SMALLEST}")
    experiment = spec.load(path)
    assert experiment.book is not None
    assert experiment.book.path == tmp_path / "book.csv"
    results = tmp_path / "results" / "x"
    results.mkdir(parents=True)
    resolved = written(results, experiment.to_toml(results), "experiment.toml")
    assert "../../book.csv" in resolved.read_text()
    again = spec.load(resolved).book
    assert again is not None
    assert again.path.resolve() == experiment.book.path.resolve()


def test_the_hash_is_of_what_decides_the_numbers() -> None:
    base = Experiment.for_compare(["servile"], replications=2)
    same = dataclasses.replace(base, name="other", question="Another?")
    assert same.design_hash() == base.design_hash()
    for change in (
        Experiment.for_compare(["advisory"], replications=2),
        Experiment.for_compare(["servile"], replications=3),
        Experiment.for_compare(["servile"], replications=2, seed=1),
        Experiment.for_compare(["servile"], replications=2, periods=12),
        Experiment.for_compare(["servile"], {"competition": 0.123}, replications=2),
        Experiment.for_compare(["servile"], replications=2, jitter=0.1),
        Experiment.for_compare(["servile"], replications=2, customers=False),
    ):
        assert change.design_hash() != base.design_hash()
    assert base.design_hash("one") == base.design_hash("two"), "no book, no part of it"
    book = Experiment.for_compare(["servile"], replications=2, accounts="book.csv")
    moved = Experiment.for_compare(["servile"], replications=2, accounts="elsewhere/book.csv")
    assert book.design_hash("one") == moved.design_hash("one") != book.design_hash("two")


def test_one_and_one_point_zero_are_one_design() -> None:
    whole = Experiment.for_compare(["servile"], {"competition": 0})
    assert (
        whole.design_hash()
        == Experiment.for_compare(["servile"], {"competition": 0.0}).design_hash()
    )


def test_common_luck_is_the_root_seed_and_independent_luck_numpys_hash_of_it() -> None:
    seed = 2**40 + 7
    common = Experiment.for_compare(["servile"], seed=seed)
    assert [common.seed_at(point) for point in range(3)] == [seed] * 3
    independent = dataclasses.replace(common, luck="independent")
    seeds = [independent.seed_at(point) for point in range(3)]
    expected = np.random.SeedSequence([7, 2**8, 1]).generate_state(1, np.uint64)[0]
    assert seeds[1] == int(expected)
    assert len(set(seeds)) == 3


def test_compare_takes_the_strategies_of_the_command_line() -> None:
    experiment = Experiment.for_compare(
        ["servile", "my_module:Patient", {"name": "soft", "base": "advisory", "yielding": 0.9}],
        {"competition": 0.2},
        replications=7,
        periods=48,
        seed=3,
        mixed=True,
        jitter=0.05,
    )
    assert experiment.arm_names == ("servile", "Patient", "soft")
    assert {arm.jitter for arm in experiment.arms} == {0.05}
    assert experiment.size == 7, "a mixed run holds all arms"
    assert experiment.keep_periods and experiment.keep_customers
    with pytest.raises(InputError, match="did you mean 'competition'"):
        Experiment.for_compare(parameters={"competitoin": 0.2})


def test_runs_are_numbered_points_first_then_replications_then_strategies(tmp_path: Path) -> None:
    experiment = spec.load(written(tmp_path, FULL))
    keys = [
        (run.point, run.replication, run.arms[0].name)
        for run in (run_of(experiment, run_id) for run_id in range(experiment.size))
    ]
    assert keys[:4] == [(0, 0, "servile"), (0, 0, "softer"), (0, 1, "servile"), (0, 1, "softer")]
    assert keys[10][:2] == (1, 0)
    assert len(set(keys)) == experiment.size


def test_no_column_of_the_runs_has_two_meanings() -> None:
    names = [*runs_schema(Experiment.for_compare())]
    assert not set(PARAMETERS) & set(names)
    assert len(names) == len(set(names)) == 6 + len(OUTCOMES)


def test_expected_time_grows_with_runs_customers_and_periods() -> None:
    one = Experiment.for_compare(["servile"], {"customers": 100}, replications=1, periods=10)
    other = Experiment.for_compare(["servile"], {"customers": 200}, replications=3, periods=20)
    assert other.expected_seconds() == pytest.approx(12 * one.expected_seconds())
    assert other.expected_seconds(2) == pytest.approx(other.expected_seconds() / 2)


def test_shipped_experiments_can_be_loaded_by_name() -> None:
    for item in spec.shipped():
        experiment = spec.load(item.name)
        assert experiment.question == item.question != ""
        assert experiment.size == item.runs
        assert item.seconds > 0
        with pytest.raises(InputError, match=f"did you mean '{item.name}'"):
            spec.load(item.name[:-1] + "_")
