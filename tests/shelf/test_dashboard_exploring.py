"""What a results folder answers: the numbers of its report, and the runs behind each mark."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from shelves import asking, make, shelf_of, study_of, view_of

from relsim.analysis.best import bests_over
from relsim.analysis.binned import binned
from relsim.analysis.compare import compare_runs
from relsim.analysis.sensitivity import COLUMNS, sensitivities
from relsim.dashboards.shelf import customers as shelf_customers
from relsim.dashboards.shelf.shelf import Shelf
from relsim.dashboards.shelf.study import Study
from relsim.figures import MEASURES
from relsim.metrics import OUTCOMES
from relsim.report import material_of
from relsim.report.points import leader_of, points_of
from relsim.report.series import account_curves, months_of


def runs_of(study: Study) -> pl.DataFrame:
    return study.results.runs.collect()


# The numbers.


def test_a_line_with_error_bars_is_the_reports(shelf: Shelf) -> None:
    study = study_of(shelf, "line")
    view = view_of(study, view="parameter", outcome="respect")
    curves = points_of(material_of(study.results)).curves["respect"]
    expected = [
        (value, curve.strategy, curve.middle[place], curve.low[place], curve.high[place], 6)
        for place, value in enumerate([0.0, 0.1, 0.3])
        for curve in curves
    ]
    assert list(view.rows) == expected
    assert view.heads == ("competition", "strategy", "mean", "low", "high", "replications")
    drawn = view.figure()
    assert drawn is not None
    assert drawn["data"][0]["x"] == [0.0, 0.1, 0.3]


def test_others_are_held_or_averaged_over(shelf: Shelf) -> None:
    study = study_of(shelf, "cube")
    runs = runs_of(study)
    held = {"list_price": 1000.0, "servile.yielding": 0.9}
    view = view_of(study, view="parameter", across="competition", fixed=held)
    of = runs.filter(pl.col("list_price") == 1000, pl.col("servile.yielding") == 0.9)
    means = of.group_by("competition", "strategy").agg(pl.col("margin").mean())
    found = {(row[0], row[1]): row[2] for row in view.rows}
    assert found == {(c, s): pytest.approx(m) for c, s, m in means.iter_rows()}
    assert view.notes[1:] == ("At list price = 1000 and servile.yielding = 0.9.",)
    free = view_of(study, view="parameter", across="competition", fixed={"list_price": 1000.0})
    of = runs.filter(pl.col("list_price") == 1000)
    means = of.group_by("competition", "strategy", "replication").agg(pl.col("margin").mean())
    one = means.filter(competition=0.3, strategy="servile")["margin"]
    (row,) = [row for row in free.rows if row[:2] == (0.3, "servile")]
    assert row[2] == pytest.approx(one.mean())
    # The replication is the unit: the interval is that of six means, not of twelve runs.
    assert row[5] == 6
    assert (row[4] - row[3]) / 2 == pytest.approx(2.5706 * one.std() / np.sqrt(6), rel=1e-4)
    assert free.notes[1:] == ("At list price = 1000.", "Averaged over servile.yielding.")


def test_where_points_stop_by_themselves_only_what_all_have_is_averaged(tmp_path: Path) -> None:
    until = {"outcome": "respect", "half_width": 0.006}
    make(
        tmp_path,
        "cube",
        experiment={"replications": {"at_least": 30, "at_most": 60, "until": until}, "periods": 6},
        strategies={"compare": ["servile", "advisory"]},
    )
    study = study_of(shelf_of(tmp_path), "cube")
    runs = runs_of(study)
    made = runs.group_by("point").agg(pl.col("replication").max() + 1)["replication"]
    fewest, most = int(made.min()), int(made.max())  # type: ignore[arg-type]
    assert fewest < most
    view = view_of(study, view="parameter", across="competition", outcome="respect")
    assert {row[5] for row in view.rows} == {fewest}
    kept = runs.filter(pl.col("replication") < fewest, competition=0.3, strategy="servile")
    (row,) = [row for row in view.rows if row[:2] == (0.3, "servile")]
    assert row[2] == pytest.approx(kept["respect"].mean())
    held = {"list_price": 700, "servile.yielding": 0.2}
    alone = view_of(study, view="parameter", across="competition", outcome="respect", fixed=held)
    assert max(row[5] for row in alone.rows) >= fewest


def test_a_map_holds_the_means_of_its_cells(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    view = view_of(study, view="levels", outcome="respect")
    assert (view.asked.upward, view.asked.across) == ("competition", "list_price")
    runs = runs_of(study)
    figure = view.figure()
    assert figure is not None
    for number, (strategy, _) in enumerate(study.strategies):
        of = runs.filter(strategy=strategy).group_by("competition", "list_price")
        means = of.agg(pl.col("respect").mean()).sort("competition", "list_price")["respect"]
        drawn = figure["data"][number]
        assert np.ravel(drawn["z"]).tolist() == pytest.approx(means.to_list(), rel=1e-4)
        assert (drawn["x"], drawn["y"]) == (["700", "1400"], ["0", "0.15", "0.3"])
    turned = view_of(study, view="levels", outcome="respect", across="competition")
    other = turned.figure()
    assert other is not None
    assert np.transpose(other["data"][0]["z"]).tolist() == figure["data"][0]["z"]


def test_a_phase_diagram_names_the_leaders_of_the_report(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    view = view_of(study, view="phases")
    points = points_of(material_of(study.results))
    leading = [leader_of(best) or "" for best in points.best["margin"]]
    assert [row[2] for row in view.rows] == leading
    figure = view.figure()
    assert figure is not None
    arms = [name for name, _ in study.strategies]
    drawn = [arms.index(name) if name else -1 for name in leading]
    assert np.ravel(figure["data"][0]["z"]).tolist() == drawn
    assert len(set(leading)) > 1
    assert "not clear at" in view.said and "of 6 points" in view.said


def test_less_is_better_where_the_outcome_says_so(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    table = study.runs.cells("churn_yearly", ("competition", "list_price"))
    expected = bests_over(table.table, table.present, -1, table.arms)
    view = view_of(study, view="phases", outcome="churn_yearly")
    assert [row[2] for row in view.rows] == [leader_of(best) or "" for best in expected]
    assert any(row[2] for row in view.rows)


def test_sampled_points_are_binned_as_in_the_report(shelf: Shelf) -> None:
    study = study_of(shelf, "worlds")
    points = points_of(material_of(study.results))
    values = np.array(points.values["competition"])
    view = view_of(study, view="parameter", across="competition")
    of = binned(values, points.margin[:, 0], common_luck=True, most=5)
    mine = [row for row in view.rows if row[2] == "servile"]
    assert [row[3:] for row in mine] == list(
        zip(of.mean.tolist(), of.low.tolist(), of.high.tolist(), strict=True)
    )
    assert [row[:2] for row in mine] == [tuple(edge) for edge in of.edges.tolist()]
    shares = view_of(study, view="shares", across="competition")
    leading = np.array([leader_of(best) or "" for best in points.best["margin"]])
    assert shares.heads[3:] == tuple(points_arms(study))
    for place, row in enumerate(shares.rows):
        inside = leading[of.members == place]
        assert row[2] == len(inside)
        assert row[3:] == tuple(float(np.mean(inside == arm)) for arm in points_arms(study))


def test_a_map_of_sampled_points_averages_what_lies_in_each_part(shelf: Shelf) -> None:
    study = study_of(shelf, "worlds")
    runs = runs_of(study)
    view = view_of(study, view="levels", outcome="respect")
    assert view.heads[:4] == (
        "list_price from", "list_price to", "competition from", "competition to",
    )  # fmt: skip
    counted = 0
    for row in view.rows:
        of = runs.filter(
            pl.col("list_price").is_between(row[0], row[1]),
            pl.col("competition").is_between(row[2], row[3]),
            pl.col("strategy") == row[5],
        )
        assert of["point"].n_unique() == row[4]
        assert row[6] == pytest.approx(of["respect"].mean())
        counted += row[4]
    assert counted == 3 * 40
    phases = view_of(study, view="phases", outcome="respect")
    assert {row[:5] for row in phases.rows} == {row[:5] for row in view.rows}
    assert {row[5] for row in phases.rows} <= {"", *study.names}
    assert any(row[5] for row in phases.rows)
    assert "parts of the map" in phases.said


def points_arms(study: Study) -> list[str]:
    return [name for name, _ in study.strategies]


def test_paired_differences_are_those_of_the_comparison(shelf: Shelf) -> None:
    study = study_of(shelf, "single")
    view = view_of(study, view="outcomes", outcome="respect")
    found = compare_runs(runs_of(study), [OUTCOMES["respect"]])["respect"]
    told = {(row[0], row[1]): row for row in view.rows}
    for estimate in found.estimates:
        assert told[estimate.arm, ""][2:5] == (estimate.mean, estimate.low, estimate.high)
    for d in found.differences:
        row = told[d.arm, d.base]
        assert row[2:5] == (d.mean, d.simultaneous_low, d.simultaneous_high)
        assert row[6] == d.verdict


@pytest.mark.parametrize("folder", ["indices", "steps"])
def test_importance_is_that_of_the_analysis(shelf: Shelf, folder: str) -> None:
    study = study_of(shelf, folder)
    runs = runs_of(study).select(COLUMNS)
    expected = sensitivities(study.experiment, runs, study.results.manifest["counts"], "x")
    view = view_of(study, view="importance", outcome="margin")
    one = next(
        o for o in expected.found if (o.outcome, o.arm, o.base) == ("margin", "servile", None)
    )
    assert one.main is not None
    mine = {row[2]: row for row in view.rows if row[:2] == ("servile", "")}
    at = view.heads.index("total" if folder == "indices" else "mu*")
    for place, name in enumerate(expected.names):
        ends = (one.main.value[place], one.main.low[place], one.main.high[place])
        assert mine[name][at : at + 3] == ends
    assert "list price" in view.said
    pairs = view_of(study, view="importance", outcome="between")
    assert {row[:2] for row in pairs.rows} <= {
        ("combative", "servile"), ("advisory", "servile"), ("advisory", "combative"),
    }  # fmt: skip


def test_indices_wait_for_every_run(tmp_path: Path) -> None:
    make(tmp_path, "indices", limit=300)
    study = study_of(shelf_of(tmp_path), "indices")
    answer = asking().ask(study, study.read({"view": "importance"}))
    assert answer.view is None and "not made yet" in answer.trouble
    assert str(tmp_path) not in answer.trouble


def test_months_and_customers_are_those_of_the_report(shelf: Shelf) -> None:
    study = study_of(shelf, "single")
    material = material_of(study.results)
    assert material.periods is not None and material.customers is not None
    months = months_of(material.periods, material.strategies)
    view = view_of(study, view="series", outcome="margin")
    last = {row[1]: row[2] for row in view.rows if row[0] == 23}
    for arm, of in months.items():
        assert last[arm] == pytest.approx(MEASURES["margin"](of).mean(axis=0)[-1])
    whales, stays = account_curves(material.customers, material.strategies, material.names, 24)
    for name, curves in (("whale", whales), ("survival", stays)):
        rows = view_of(study, view=name).rows
        for curve in curves:
            mine = [row[2] for row in rows if row[1] == curve.strategy]
            np.testing.assert_allclose(mine, curve.middle, rtol=1e-12)


def test_customers_of_a_sweep_are_those_at_the_values_held(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    view = view_of(study, view="whale", fixed={"competition": 0.3, "list_price": 1400})
    points = runs_of(study).filter(competition=0.3, list_price=1400)["point"].unique().to_list()
    frame = pl.read_parquet(study.results.folder / "customers.parquet")
    whales, _ = account_curves(
        frame.filter(pl.col("point").is_in(points)), list(study.names), study.names, 24
    )
    mine = [row[2] for row in view.rows if row[1] == "servile"]
    np.testing.assert_allclose(mine, whales[0].middle)
    everything = view_of(study, view="whale")
    assert everything.notes[-1] == "Averaged over competition and list price."
    assert [row[2] for row in everything.rows] != [row[2] for row in view.rows]


def test_of_many_runs_some_are_drawn(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    study = study_of(shelf, "plane")
    for most, kept in ((54, 54), (20, 18), (7, 7), (2, 2)):
        monkeypatch.setattr(shelf_customers, "MOST_RUNS", most)
        view = view_of(study, view="whale")
        (note,) = [note for note in view.notes if note.startswith("Drawn")]
        drawn = int(note.split()[2])
        assert 1 <= drawn <= most or most < 3, (most, note)
        assert abs(drawn - kept) <= max(2, most // 3)
        assert note.endswith("of 108 runs.")
