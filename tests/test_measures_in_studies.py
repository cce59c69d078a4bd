"""Measures in experiment files: refused or read, run, kept, replayed, reported and explored."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import tomli_w
from shelves import shelf_of, study_of
from studies import MODEL, TABLES, assert_same_results, small

from relsim.cli import main
from relsim.errors import InputError
from relsim.measures import QUANTITIES, parse_measures
from relsim.metrics import OUTCOMES
from relsim.report import material_of, write_report
from relsim.simulation import simulate
from relsim.study import spec
from relsim.study.plan import prepare
from relsim.study.replay import replay
from relsim.study.results import Results, export
from relsim.study.run import execute

LATE = {"name": "late_others", "of": "lateness", "window": [1, 4],
        "cohort": {"status": "client", "share": 0.5, "sample": 3, "rest": True}}  # fmt: skip
KEPT = {"name": "kept", "of": "retained", "cohort": {"status": "client"}}
DEMANDS = {"name": "early-demands", "of": "demands", "window": [0, 2]}
OWN = [LATE, KEPT, DEMANDS]
NAMES = [table["name"] for table in OWN]
CROWDED = {"model": {**MODEL, "client_share_start": 0.8}}


def asked(**changes: Any):
    return small(measure=OWN, **CROWDED, **changes)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "margin"}, "name = 'margin' is the name of an outcome"),
        ({"name": "competition"}, "name = 'competition' is the name of a parameter"),
        ({"name": "seconds"}, "name = 'seconds' is the name of a column of every run"),
        ({"name": "late others"}, "name = 'late others' must be a name of letters"),
        ({"name": None}, "name = None must be a name"),
        ({"of": "latness"}, "of = 'latness' is no quantity; did you mean 'lateness'"),
        ({"of": 3}, "of = 3 is no quantity; such as margin"),
        ({"window": [0, 6]}, r"window = \[0, 6\] is outside \[0, 5\], the months of a run"),
        ({"window": [4, 1]}, "ends before it begins"),
        ({"window": [-1, 3]}, r"outside \[0, 5\]"),
        ({"window": 12}, "window = 12 must be two months"),
        ({"window": [0.0, 3]}, "must be two months"),
        ({"window": [True, 3]}, "must be two months"),
        ({"windw": [0, 3]}, "unknown key 'windw'; did you mean 'window'"),
        ({"cohort": "client"}, "cohort = 'client' must be a table"),
        ({"cohort": {"rst": True}}, "cohort: unknown key 'rst'; did you mean 'rest'"),
        ({"cohort": {"rest": True}}, "cohort: rest goes with share"),
        ({"cohort": {"rest": 1, "share": 0.5}}, "cohort: rest = 1 must be true or false"),
        ({"cohort": {"share": 0.5}}, "cohort: share needs a sample"),
        ({"cohort": {"share": 1.5, "sample": 1}}, r"cohort: share = 1.5 is outside \[0, 1\]"),
        ({"cohort": {"where": "sise > 1"}}, "unknown name 'sise'; did you mean 'size'"),
        ({"cohort": {"status": "lost"}}, "status = 'lost' is none of client, prospect"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_the_reason(change, told):
    with pytest.raises(
        InputError, match=f"small.toml: \\[\\[measure\\]\\] number 2: .*{told}"
    ) as error:
        small(measure=[KEPT, {"name": "late", "of": "lateness", **change}])
    assert "\n" not in str(error.value)


def test_names_are_needed_and_stand_for_one_measure():
    with pytest.raises(InputError, match="number 1: of is missing"):
        small(measure=[{"name": "late"}])
    with pytest.raises(InputError, match="two measures are called 'kept'"):
        small(measure=[KEPT, {**KEPT, "of": "margin"}])
    with pytest.raises(InputError, match=r"measures are written as \[\[measure\]\] tables"):
        small(measure=KEPT)


def test_an_empty_cohort_is_refused_before_anything_is_run(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    nobody = {"name": "giants", "of": "margin", "cohort": {"where": "size > 1000"}}
    tables = {**TABLES, "measure": [KEPT, nobody]}
    Path("m.toml").write_text(tomli_w.dumps(tables))
    assert main(["run", "m.toml"]) == 2
    told = capsys.readouterr().err
    assert "measure 'giants': its cohort is empty" in told.replace("\n", " ")
    assert not Path("results").exists()


def test_an_empty_cohort_of_one_arm_of_a_mixed_territory_is_refused():
    one = {"name": "one", "of": "margin", "cohort": {"accounts": [0]}}
    experiment = small(experiment={"mixed": True}, measure=[one])
    with pytest.raises(
        InputError, match=r"measure 'one': its cohort is empty under '(servile|adv)"
    ):
        prepare(experiment)


def test_an_account_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"measure 'far': who.accounts names account 99"):
        prepare(small(measure=[{"name": "far", "of": "margin", "cohort": {"accounts": [99]}}]))


def test_a_file_with_measures_is_written_as_it_is_read():
    experiment = asked()
    again = spec.parse({**experiment.to_dict()}, "again.toml", Path())
    assert again.measures == experiment.measures
    assert again.design_hash() == experiment.design_hash()
    assert experiment.measures[1].window == (0, 5)
    assert {small(measure=[one], **CROWDED).design_hash() for one in OWN}.isdisjoint(
        {small(**CROWDED).design_hash(), experiment.design_hash()}
    )


def test_without_measures_nothing_is_said_of_them(tmp_path):
    experiment = small()
    assert "measure" not in experiment.to_toml()
    assert list(experiment.outcomes) == list(OUTCOMES)
    execute(experiment, tmp_path)
    assert "measure" not in (tmp_path / "experiment.toml").read_text()


def test_measures_are_columns_after_the_outcomes_and_move_no_other(tmp_path):
    execute(asked(), tmp_path / "own", workers=1)
    execute(small(**CROWDED), tmp_path / "plain", workers=1)
    own, plain = (Results.open(tmp_path / n).runs.collect() for n in ("own", "plain"))
    assert own.columns == [*plain.columns[:-2], *NAMES, "status", "seconds"]
    assert own.drop(*NAMES, "seconds").equals(plain.drop("seconds"))
    for table in ("periods", "customers"):
        one, other = (tmp_path / n / f"{table}.parquet" for n in ("own", "plain"))
        assert one.read_bytes() == other.read_bytes()
    assert own["kept"].is_between(0.0, 1.0).all() and own["kept"].n_unique() > 1


def test_a_measure_of_the_first_clients_agrees_with_the_customers_at_the_end(tmp_path):
    execute(asked(), tmp_path)
    results = Results.open(tmp_path)
    first = results.customers.filter(pl.col("initial"))
    by_hand = first.group_by("run_id").agg((pl.col("left") < 0).mean().alias("share"))
    runs = results.runs.join(by_hand, on="run_id").collect()
    assert runs["kept"].to_list() == pytest.approx(runs["share"].to_list())


def test_a_mixed_run_has_a_row_of_measures_for_each_arm(tmp_path):
    execute(asked(experiment={"mixed": True}), tmp_path)
    runs = Results.open(tmp_path).runs.collect()
    assert runs.group_by("run_id").len()["len"].unique().to_list() == [2]
    assert runs.select(NAMES).unpivot()["value"].is_finite().all()
    assert (runs["kept"].to_list()[::2]) != runs["kept"].to_list()[1::2]


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted_and_resumed_they_are_the_same(tmp_path, workers):
    execute(asked(), tmp_path / "whole", workers=1)
    while not execute(asked(), tmp_path / "cut", workers=workers, limit_runs=7).complete:
        pass
    assert_same_results(tmp_path / "whole", tmp_path / "cut")


def test_a_strategy_in_plain_python_is_measured_too(tmp_path):
    execute(asked(strategies={"compare": ["worlds:Moody", "worlds:MoodyAtOnce"]}, design=None),
            tmp_path)  # fmt: skip
    runs = Results.open(tmp_path).runs.collect()
    assert runs["status"].unique().to_list() == ["done"]
    one, other = (runs.filter(pl.col("strategy") == n) for n in ("Moody", "MoodyAtOnce"))
    assert one.select(NAMES).equals(other.select(NAMES), null_equal=True)


def test_a_run_is_replayed_with_its_measures(tmp_path):
    execute(asked(), tmp_path)
    again = replay(tmp_path, 5)
    assert again.same
    ((_, outcomes),) = again.outcomes.items()
    assert list(outcomes) == [*OUTCOMES, *NAMES] == list(again.described)


def test_a_measure_that_was_tampered_with_is_found(tmp_path):
    execute(asked(), tmp_path)
    path = tmp_path / "runs.parquet"
    pl.read_parquet(path).with_columns(kept=pl.lit(0.123)).write_parquet(path)
    assert [d.what for d in replay(tmp_path, 5).differences] == ["kept"]


def test_replications_may_go_on_until_a_measure_is_narrow(tmp_path):
    rule = {"until": {"outcome": "kept", "half_width": 0.03}, "at_most": 60}
    execute(asked(experiment={"replications": rule}, design=None), tmp_path)
    runs = Results.open(tmp_path).runs.collect()
    wide = runs.pivot("strategy", index="replication", values="kept")
    differences = (wide["advisory"] - wide["servile"]).to_numpy()
    assert 30 <= len(differences) <= 60
    assert 2.0 * differences.std(ddof=1) / math.sqrt(len(differences)) < 0.04 or len(wide) == 60
    with pytest.raises(
        InputError, match=r"outcome = 'kpt' must be an outcome; did you mean 'kept'"
    ):
        asked(experiment={"replications": {**rule, "until": {"outcome": "kpt", "half_width": 1}}})


def test_they_are_told_on_the_terminal_and_in_json(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    tables = {**TABLES, **CROWDED, "measure": OWN}
    Path("sweep.toml").write_text(tomli_w.dumps(tables))
    Path("one.toml").write_text(tomli_w.dumps({k: v for k, v in tables.items() if k != "design"}))
    for name in ("one", "sweep"):
        tables["experiment"]["name"] = name
        assert main(["run", f"{name}.toml", "--out", name]) == 0
        shown = capsys.readouterr().out
        assert "Late others" in shown and "Early demands" in shown and "Kept (share)" in shown
        assert max(map(len, shown.splitlines())) <= 100
        page = Path(name, "report.html").read_text()
        assert "Late others" in page and "late_others" in page
        assert "Lateness: mean over client-months; months 1-4; clients at month 0" in page
    assert main(["run", "one.toml", "--out", "one", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [found["outcomes"][name]["unit"] for name in NAMES] == [
        QUANTITIES[table["of"]].unit for table in OWN
    ]
    assert main(["run", "sweep.toml", "--out", "sweep", "--json"]) == 0
    points = json.loads(capsys.readouterr().out)["points"]
    assert len(points) == 4 and all(list(point["measures"]) == NAMES for point in points)
    assert main(["replay", "one", "0"]) == 0
    assert "Late others" in capsys.readouterr().out


def test_a_report_and_an_export_carry_them(tmp_path):
    execute(asked(), tmp_path / "own")
    material = material_of(Results.open(tmp_path / "own"))
    assert set(NAMES) <= set(material.outcomes)
    assert write_report(tmp_path / "own").stat().st_size > 10_000
    export(tmp_path / "own", tmp_path / "csv")
    assert set(NAMES) <= set(pl.read_csv(tmp_path / "csv" / "runs.csv").columns)


def test_they_can_be_explored_first_after_what_is_earned(tmp_path):
    execute(asked(), tmp_path / "own")
    study = study_of(shelf_of(tmp_path), "own")
    assert [one.name for one in study.outcomes[: len(OWN) + 1]] == [study.earned, *NAMES]
    late = study.outcome("late_others")
    assert (late.label, late.unit) == ("Late others", "months")
    assert study.good(late) == -1
    told = {column.name: column.group for column in study.columns}
    assert {told[name] for name in NAMES} == {"outcome"}
    one = study.run(0)
    assert "Late others" in [outcome[0] for outcome in one.outcomes]


def test_simulate_knows_nothing_of_measures():
    outcomes = simulate("servile", periods=6, customers=30, reps=3).outcomes["servile"]
    assert list(outcomes) == list(OUTCOMES)


def test_a_label_reads_as_words_and_a_meaning_says_all():
    (measure,) = parse_measures([{**LATE, "window": [3, 3]}], 24)
    assert measure.outcome.label == "Late others"
    assert measure.outcome.meaning == (
        "Lateness: mean over client-months; month 3; clients at month 0, not in the share 0.5 of "
        "sample 3"
    )
    assert np.isfinite(measure.outcome.good)


def test_what_decides_them_is_told_of_a_design_made_for_it(tmp_path):
    ranges = {"competition": {"low": 0.0, "high": 0.3}, "crisis_rate": {"low": 0.0, "high": 0.1}}
    design = {"kind": "morris", "trajectories": 4, "parameters": ranges}
    execute(asked(design=design, outputs={}), tmp_path / "morris")
    found = material_of(Results.open(tmp_path / "morris")).sensitivities
    assert set(NAMES) <= {one.outcome for one in found.found if one.indices is not None}
    write_report(tmp_path / "morris")
    page = (tmp_path / "morris" / "report.html").read_text(encoding="utf-8")
    assert "Late others under Yes-sayer" in page
