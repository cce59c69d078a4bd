"""The report: one file that says what was run and found, is whole and escapes its text."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from reported import Outline, compared, small_comparison

from relsim.errors import InputError
from relsim.report import Material, material_of, render, write_report
from relsim.report.page import Page, command, facts, folded, paragraph, scrolled, section
from relsim.report.points import points_of, wins_in_words
from relsim.report.tables import plain_table
from relsim.study import spec
from relsim.study.experiment import Experiment
from relsim.study.results import Results
from relsim.study.run import execute

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> & \"quoted\" 'so'"

SWEEP = """
[experiment]
name = "{name}"
question = "Does it matter?"
replications = 3
periods = 12
seed = 5

[model]
customers = 80
reps = 2

[strategies]
compare = ["servile", "advisory"]

[design]
kind = "{kind}"
{design}
"""
DESIGNS = {
    "one": ("grid", "[design.parameters]\ncompetition = [0.0, 0.1, 0.2]"),
    "two": (
        "grid",
        "[design.parameters]\ncompetition = [0.0, 0.2]\nwant_need_gap_mean = [0.1, 0.4]",
    ),
    "three": (
        "grid",
        "[design.parameters]\ncompetition = [0.0, 0.2]\nwant_need_gap_mean = [0.1, 0.4]\n"
        '"servile.yielding" = [0.2, 0.9]',
    ),
    "listed": (
        "list",
        "points = [{ competition = 0.0, crisis_rate = 0.01 }, { competition = 0.2 }]",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_comparison(tmp_path_factory.mktemp("results") / "small")


@pytest.fixture(scope="module")
def material(folder: Path) -> Material:
    return material_of(Results.open(folder))


@pytest.fixture(scope="module")
def page(material: Material) -> str:
    return render(material).decode()


def sweep_folder(place: Path, design: str) -> Path:
    kind, table = DESIGNS[design]
    file = place / f"{design}.toml"
    file.write_text(SWEEP.format(name=design, kind=kind, design=table), encoding="utf-8")
    execute(spec.load(file), place / design, workers=1)
    return place / design


def test_it_stands_in_the_folder_and_can_stand_elsewhere(folder: Path, tmp_path: Path) -> None:
    assert write_report(folder) == folder / "report.html"
    assert write_report(folder, tmp_path / "other.html") == tmp_path / "other.html"
    assert (folder / "report.html").read_bytes() == (tmp_path / "other.html").read_bytes()
    assert not list(folder.glob("*.tmp"))


def test_it_is_well_formed_with_one_heading_and_a_language(page: str) -> None:
    outline = Outline(page)
    assert outline.open == []
    assert outline.tags.count("h1") == 1
    assert ("html", "lang", "en") in outline.attributes
    assert len(outline.ids) == len(set(outline.ids))


def test_every_figure_is_told_in_words(page: str) -> None:
    outline = Outline(page)
    plots = [value for tag, name, value in outline.attributes if (tag, name) == ("div", "role")]
    summaries = re.findall(r'<p id="figure-\d+-s">([^<]+)</p>', page)
    assert len(summaries) == plots.count("img") == 10
    assert all(len(words) > 20 for words in summaries)


def test_it_shows_what_the_issue_asks_for(page: str) -> None:
    text = Outline(page).text
    for heading in (
        "Respect",
        "Cumulative margin",
        "Churn",
        "Referrals won",
        "Discount",
        "Demands",
        "Whale curve",
        "Retention by tenure",
        "What clients hold, at the end",
        "Paired differences in margin",
        "What was run",
        "How sure is that?",
    ):
        assert heading in text, heading
    assert "The intervals cover luck" in text
    assert "more outcomes" in text


def test_it_says_how_to_run_it_again(page: str, folder: Path) -> None:
    text = Outline(page).text
    assert "relsim compare --out 'my results'" in text
    assert "small/experiment.toml --out again" in text
    assert re.search(r"relsim replay \S*small 0", text)
    assert str(folder.parent) not in page


def test_it_lists_only_what_differs_from_defaults(page: str) -> None:
    table = page[page.index('aria-label="Parameters that differ') :]
    table = table[: table.index("</table>")]
    listed = re.findall(r'<td class="words">(\w+)</td>', table)
    assert sorted(listed) == ["competition", "customers", "reps"]


def test_the_table_has_the_numbers_of_the_runs(page: str, material: Material) -> None:
    margins = material.runs.filter(pl.col("strategy") == "advisory")["margin"].to_numpy()
    half = 3.182446 * margins.std(ddof=1) / np.sqrt(4)
    row = re.search(r'<th scope="row">Margin<small>.*?</tr>', page)
    assert row is not None
    cells = re.findall(r"<td>(.*?)</td>", row.group())
    shown = re.fullmatch(r"([\d.,]+) ±([\d.,]+)( [kM])?", cells[2])
    assert shown is not None
    scale = {" k": 1e3, " M": 1e6, None: 1.0}[shown.group(3)]
    mean, spread = (float(shown.group(i).replace(",", "")) * scale for i in (1, 2))
    assert mean == pytest.approx(margins.mean(), abs=0.1 * half)
    assert spread == pytest.approx(half, rel=0.06)


def test_nothing_of_it_lies_elsewhere(page: str) -> None:
    outline = Outline(page)
    for tag, name, value in outline.attributes:
        if name in {"src", "href", "action", "srcset"}:
            assert value == "data:,", (tag, name, value)
    assert "@import" not in page[: page.index("</style>")]
    assert page.count("plotly.js v") == 1


def test_text_is_escaped(material: Material) -> None:
    experiment = dataclasses.replace(material.experiment, question=HOSTILE)
    hostile = dataclasses.replace(
        material,
        experiment=experiment,
        place=f"results/{HOSTILE}",
        manifest={**material.manifest, "command": HOSTILE, "version": HOSTILE, "python": HOSTILE},
    )
    page = render(hostile).decode()
    assert "<script>alert" not in page
    assert "<img" not in page[: page.index('id="figures"')]
    assert HOSTILE in " ".join(Outline(page).words)


def test_every_part_of_a_page_escapes_its_text() -> None:
    parts = [
        paragraph(HOSTILE),
        section(HOSTILE, place=HOSTILE),
        facts({HOSTILE: HOSTILE}),
        command(HOSTILE, HOSTILE),
        scrolled(HOSTILE, ""),
        folded(HOSTILE),
        plain_table(HOSTILE, [HOSTILE], [[HOSTILE]]),
        Page("").figure(HOSTILE, HOSTILE, {"data": [], "layout": {}}),
    ]
    for part in parts:
        assert "<script" not in part
        assert "<img" not in part
        assert Outline(part).open == []


def test_a_figure_cannot_end_the_script_it_stands_in() -> None:
    page = Page(HOSTILE)
    page.add(page.figure("x", "y", {"data": [{"name": "</script>" + HOSTILE}], "layout": {}}))
    text = page.written().decode()
    assert "<script>alert" not in text
    assert text.count("</script>") == 4


def test_a_strategy_may_have_any_allowed_name(material: Material) -> None:
    name = "__proto__"
    arms = (dataclasses.replace(material.experiment.arms[0], name=name),)
    renamed = {"strategy": pl.col("strategy").replace({"servile": name})}
    assert material.periods is not None
    assert material.customers is not None
    single = dataclasses.replace(
        material,
        experiment=dataclasses.replace(material.experiment, arms=arms),
        runs=material.runs.with_columns(**renamed).filter(pl.col("strategy") == name),
        periods=material.periods.with_columns(**renamed),
        customers=material.customers.with_columns(**renamed),
    )
    page = render(single).decode()
    assert f"{name} earns" in Outline(page).text
    assert "How sure is that?" not in page


def test_a_single_short_run_claims_nothing_and_draws_nothing_empty(tmp_path: Path) -> None:
    experiment = Experiment.for_compare(
        ["servile", "advisory"], {"customers": 60, "reps": 2}, replications=1, periods=6
    )
    execute(experiment, tmp_path / "short", workers=1)
    page = write_report(tmp_path / "short").read_text(encoding="utf-8")
    text = Outline(page).text
    assert "that settles nothing yet" in text
    assert "nothing can be said to be clear" in text
    assert "is clearly" not in text
    assert "Churn</h3>" not in page
    assert "nan" not in text.lower()


def test_failed_and_missing_runs_are_told_first(material: Material) -> None:
    counts = {"runs": 12, "done": 9, "failed": 2}
    partial = dataclasses.replace(
        material, manifest={**material.manifest, "complete": False, "counts": counts}
    )
    header = render(partial).decode().partition("</header>")[0]
    assert "9 of 12 runs are there" in header
    assert "2 of 12 runs failed" in header


def test_a_failed_run_is_left_out(material: Material) -> None:
    numbers = list(material.outcomes)
    broken = pl.col("run_id") == 2
    runs = material.runs.with_columns(
        pl.when(broken).then(pl.lit("failed")).otherwise(pl.col("status")).alias("status"),
        *(pl.when(broken).then(None).otherwise(pl.col(name)).alias(name) for name in numbers),
    )
    assert material.periods is not None
    partial = dataclasses.replace(
        material, runs=runs, periods=material.periods.filter(pl.col("run_id") != 2)
    )
    assert "1 replication left out" in Outline(render(partial).decode()).text


def test_a_strategy_of_which_every_run_failed_is_left_out(material: Material) -> None:
    fails = pl.col("strategy") == "combative"
    runs = material.runs.with_columns(
        pl.when(fails).then(pl.lit("failed")).otherwise(pl.col("status")).alias("status"),
        *(pl.when(~fails).then(pl.col(name)).alias(name) for name in material.outcomes),
    )
    partial = dataclasses.replace(material, runs=runs, periods=None, customers=None)
    assert partial.strategies == ("servile", "advisory")
    header = render(partial).decode().partition("</header>")[0]
    assert "Fighter" not in header


def test_without_customers_it_says_so(material: Material) -> None:
    page = render(dataclasses.replace(material, customers=None, periods=None)).decode()
    assert "The customers at the end were not kept" in page
    assert "Whale curve</h3>" not in page
    assert "Month by month" not in page


def test_no_finished_run_is_an_error(material: Material) -> None:
    nothing = dataclasses.replace(material, runs=material.runs.clear())
    with pytest.raises(InputError, match="no run has finished"):
        render(nothing)


def test_a_folder_without_results_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no results"):
        write_report(tmp_path)


@pytest.mark.parametrize("design", DESIGNS)
def test_a_sweep_is_told(design: str, tmp_path: Path) -> None:
    page = write_report(sweep_folder(tmp_path, design)).read_text(encoding="utf-8")
    outline = Outline(page)
    assert outline.open == []
    assert outline.tags.count("h1") == 1
    assert "Margin at each point" in outline.text
    assert "competition" in outline.text
    drawn = outline.ids.count("figure-1")
    assert drawn == 1


def test_points_carry_the_means_of_their_runs(tmp_path: Path) -> None:
    material = material_of(Results.open(sweep_folder(tmp_path, "two")))
    points = points_of(material)
    assert points.values == {
        "competition": [0.0, 0.0, 0.2, 0.2],
        "want_need_gap_mean": [0.1, 0.4, 0.1, 0.4],
    }
    mean = material.runs.group_by("strategy", "point").agg(pl.col("margin").mean()).sort("point")
    for curve in points.curves["margin"]:
        expected = mean.filter(pl.col("strategy") == curve.strategy)["margin"]
        np.testing.assert_allclose(curve.middle, expected.to_numpy())


def test_a_leader_is_counted_only_where_it_is_clear(material: Material) -> None:
    clear = compared(servile=[1.0, 1.1, 1.2], advisory=[5.0, 5.2, 5.1]).best
    open_ = compared(servile=[1.0, 9.0, 4.0], advisory=[5.0, 2.0, 5.1]).best
    assert wins_in_words(material, [clear, open_, clear]) == (
        "Adviser at two of three points; not clear at one"
    )
    assert wins_in_words(material, [open_]) == "not clear anywhere"
