"""Reports of sampled sweeps: what decides, along which names, and why there may be no indices."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from reported import Outline, small_comparison

from relsim import report
from relsim.analysis import compare_outcomes
from relsim.analysis.best import bests_over
from relsim.analysis.binned import binned
from relsim.analysis.findings import Measured
from relsim.analysis.sensitivity import sensitivities
from relsim.report import Material, material_of, render
from relsim.report.points import points_of
from relsim.study import spec
from relsim.study.design.sampled import Sobol
from relsim.study.experiment import Until
from relsim.study.results import Results
from relsim.study.run import execute

SWEEP = """
[experiment]
name = "{name}"
replications = {replications}
periods = 12
seed = 5
{head}

[model]
customers = 60
reps = 3

[strategies]
compare = ["servile", "combative", "advisory"]

[design]
{design}

[design.parameters]
competition = {{ low = 0.0, high = 0.3 }}
want_need_gap_mean = {{ low = 0.05, high = 0.6 }}
"""
DESIGNS = {
    "sobol": 'kind = "sobol"\nsamples = 16\nsecond_order = true',
    "morris": 'kind = "morris"\ntrajectories = 6',
    "latin-hypercube": 'kind = "latin-hypercube"\nsamples = 24',
}


def swept(place: Path, kind: str, replications: int = 4, head: str = "") -> Material:
    file = place / f"{kind}.toml"
    text = SWEEP.format(name=kind, replications=replications, design=DESIGNS[kind], head=head)
    file.write_text(text, encoding="utf-8")
    execute(spec.load(file), place / kind, workers=1)
    return material_of(Results.open(place / kind))


@pytest.fixture(scope="module")
def materials(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Material]:
    place = tmp_path_factory.mktemp("sampled")
    return {kind: swept(place, kind) for kind in DESIGNS}


def with_margin(material: Material, margin: pl.Expr) -> Material:
    return dataclasses.replace(material, runs=material.runs.with_columns(margin=margin))


#: Outcomes of which it is known what decides them.
BY_COMPETITION = 1e6 * pl.col("competition") + 10.0 * pl.col("replication")


@pytest.mark.parametrize("kind", DESIGNS)
def test_a_sampled_sweep_is_told(kind: str, materials: dict[str, Material]) -> None:
    page = render(materials[kind]).decode()
    outline = Outline(page)
    assert outline.open == []
    assert outline.tags.count("h1") == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert "Margin over competition" in outline.text
    assert "Who leads over competition" in outline.text
    assert "How the lead moves" in outline.text
    assert ("What decides the outcomes" in outline.text) == (kind != "latin-hypercube")
    assert "nan" not in outline.text.lower().replace("finance", "")


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_the_headline_names_what_decides(kind: str, materials: dict[str, Material]) -> None:
    known = with_margin(materials[kind], BY_COMPETITION)
    text = Outline(render(known).decode()).text
    assert "Competition decides margin most" in text
    assert "Margin under Adviser is decided by competition (" in text
    # the strategies earn the same at every point
    assert "Who earns more, Fighter or Yes-sayer: no indices" in text
    found = known.sensitivities
    assert found is not None
    names = {one.outcome: one for one in found.found if one.arm == "servile" and one.base is None}
    assert names["margin"].clear == [True, False]
    assert names["margin"].ranked() == [0, 1]


def test_what_decides_who_wins_is_asked_of_paired_differences(
    materials: dict[str, Material],
) -> None:
    shared = 1e6 * pl.col("competition")
    own = pl.when(pl.col("strategy") == "advisory").then(3e5 * pl.col("want_need_gap_mean"))
    known = with_margin(materials["sobol"], shared + own.otherwise(0.0))
    found = known.sensitivities
    assert found is not None
    of = {(one.arm, one.base): one for one in found.found if one.outcome == "margin"}
    assert found.names[of["advisory", None].ranked()[0]] == "competition"
    assert found.names[of["advisory", "servile"].ranked()[0]] == "want_need_gap_mean"
    decides = of["advisory", "servile"].main
    assert decides is not None
    assert decides.value == pytest.approx([0.0, 1.0], abs=0.25)
    assert of["combative", "servile"].refused is not None


def test_no_indices_while_a_run_is_failed(materials: dict[str, Material]) -> None:
    material = materials["sobol"]
    broken = pl.col("run_id").is_in([7, 8, 200])
    runs = material.runs.with_columns(
        status=pl.when(broken).then(pl.lit("failed")).otherwise(pl.col("status")),
        margin=pl.when(broken).then(None).otherwise(pl.col("margin")),
    )
    text = Outline(render(dataclasses.replace(material, runs=runs)).decode()).text
    size = material.experiment.size
    assert f"No indices: 3 of {size:,} runs failed" in text
    assert "--retry-failed` runs them again" in text
    assert "Total" not in text


def test_no_indices_while_a_run_is_missing(materials: dict[str, Material]) -> None:
    material = materials["morris"]
    runs = material.runs.filter(pl.col("run_id") != 5)
    found = dataclasses.replace(material, runs=runs).sensitivities
    assert found is not None
    assert found.refused is not None
    assert "1 of 216 runs are not made yet" in found.refused


def test_an_outcome_that_is_undefined_in_a_run_has_no_indices(
    materials: dict[str, Material],
) -> None:
    hole = pl.when(pl.col("run_id") == 2).then(float("nan")).otherwise(BY_COMPETITION)
    found = with_margin(materials["sobol"], hole).sensitivities
    assert found is not None
    told = {(one.arm, one.base): one.refused for one in found.found if one.outcome == "margin"}
    size = materials["sobol"].experiment.design.size * 4
    assert told["advisory", None] == f"it is undefined in 1 of {size:,} runs"
    assert told["advisory", "servile"] == told["advisory", None]
    assert told["servile", None] is None


def test_indices_take_the_replications_that_every_point_has(
    materials: dict[str, Material],
) -> None:
    material = materials["sobol"]
    kept = (pl.col("replication") < 3) | (pl.col("point") % 5 == 0)
    runs = material.runs.filter(kept)
    experiment = dataclasses.replace(material.experiment, until=Until("margin", 0.02, 30))
    counts = {"runs": runs["run_id"].n_unique()}
    ragged = dataclasses.replace(
        material, runs=runs, experiment=experiment, manifest={**material.manifest, "counts": counts}
    )
    found = ragged.sensitivities
    assert found is not None
    assert "the first 3" in found.notes[0]
    three = sensitivities(
        material.experiment,
        material.runs.filter(pl.col("replication") < 3),
        {"runs": material.experiment.size * 3 // 4},
        "here",
    )
    for one, other in zip(found.found, three.found, strict=True):
        assert (one.main is None) == (other.main is None)
        if one.main is not None and other.main is not None:
            np.testing.assert_array_equal(one.main.low, other.main.low)
    assert ragged.replications == (3, 4)
    text = Outline(render(ragged).decode()).text
    assert "3 to 4 replications a point" in text


def test_points_with_unlike_replications_are_each_compared_over_their_own() -> None:
    rng = np.random.default_rng(1)
    # strategies a little apart, so that how far an interval reaches decides
    values = rng.normal(size=(300, 3, 24)) + 0.6 * rng.normal(size=(300, 3, 1))
    present = np.tile([1, 2, 9, 14, 24], 60)
    values[np.broadcast_to(np.arange(24) >= present[:, None, None], values.shape)] = np.nan
    found = bests_over(values, present, 1, ["a", "b", "c"])
    for point, count in enumerate(present.tolist()):
        (alone,) = compare_outcomes(
            values[point : point + 1, :, :count], [Measured("x", good=1)], ["a", "b", "c"]
        ).values()
        assert found[point] == alone.best


def test_means_along_a_name_equal_those_of_its_points(materials: dict[str, Material]) -> None:
    points = points_of(materials["latin-hypercube"])
    values = np.asarray(points.values["competition"])
    found = binned(values, points.margin[:, 0], common_luck=True, most=3)
    order = np.argsort(values)
    for place, part in enumerate(np.array_split(order, 3)):
        assert found.mean[place] == pytest.approx(points.margin[part, 0].mean())
        assert found.edges[place].tolist() == [values[part].min(), values[part].max()]
    assert (found.low < found.mean).all()


def test_means_along_a_name_cover_what_is_expected() -> None:
    rng = np.random.default_rng(2)
    inside = []
    for _ in range(300):
        across, other = rng.random((2, 60))
        luck = rng.normal(size=12)
        outcome = 3 * across[:, None] + other[:, None] + 0.5 * luck
        found = binned(across, outcome, common_luck=True, most=3)
        centres = np.array([3 * across[found.members == b].mean() + 0.5 for b in range(3)])
        inside.append((found.low <= centres) & (centres <= found.high))
    assert np.mean(inside, axis=0).min() > 0.90


def test_all_indices_go_into_json(materials: dict[str, Material]) -> None:
    found = with_margin(materials["sobol"], BY_COMPETITION).sensitivities
    assert found is not None
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    first = told["found"][0]
    assert first["outcome"] == "margin"
    assert first["names"]["competition"]["total"]["value"] == pytest.approx(1.0, abs=0.1)
    assert first["second"][0]["names"] == ["competition", "want_need_gap_mean"]
    assert isinstance(materials["sobol"].experiment.design, Sobol)
    last = told["found"][-1]
    assert last["minus"] is not None
    assert last["refused"].startswith("it is the same at every point")


def test_a_report_of_a_sweep_reads_only_what_it_shows(materials: dict[str, Material]) -> None:
    columns = set(materials["sobol"].runs.columns)
    assert {"competition", "margin", "status"} <= columns
    assert "utilisation" not in columns


def test_of_very_many_rows_the_first_replications_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_comparison(tmp_path / "small")
    monkeypatch.setattr(report, "_MOST_ROWS", 200)  # of 3 strategies, 4 replications, 30 months
    material = material_of(Results.open(folder))
    assert material.periods is not None
    assert material.periods.height == 180
    text = Outline(render(material).decode()).text
    assert "Drawn from 2 of 4 replications" in text
    assert "retention are drawn from 1 of 4 replications" in text


def test_a_grid_of_three_names_shows_who_wins_at_levels_of_the_third(
    materials: dict[str, Material], tmp_path: Path
) -> None:
    text = SWEEP.format(name="g", replications=3, design='kind = "grid"', head="")
    grid = "competition = [0.0, 0.2]\nwant_need_gap_mean = [0.1, 0.5]\ncrisis_rate = [0.0, 0.02]\n"
    (tmp_path / "g.toml").write_text(text.partition("competition =")[0] + grid)
    execute(spec.load(tmp_path / "g.toml"), tmp_path / "g", workers=1)
    material = material_of(Results.open(tmp_path / "g"))
    won = pl.col("replication") + pl.when(
        (pl.col("strategy") == "advisory") & (pl.col("crisis_rate") > 0)
    ).then(1e3 * pl.col("competition")).otherwise(0.0)
    page = render(with_margin(material, won)).decode()
    told = Outline(page).text
    assert "Who earns most at crisis rate 0 not clear anywhere; blank" in told
    assert "Who earns most at crisis rate 0.02 Adviser at two of four points" in told


def test_of_many_names_those_along_which_margin_moves_most_are_drawn(
    materials: dict[str, Material], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relsim.report.samples._MOST_DRAWN", 1)
    material = with_margin(materials["morris"], BY_COMPETITION)
    text = Outline(render(material).decode()).text
    assert "Margin over competition" in text
    assert "Margin over want need gap mean" not in text
    assert "The 1 of 2 names along which margin moves most." in text
