"""Explore in a browser: from the map of a sweep to one run in two clicks, and every way around."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dashboard_server import OVERFLOWING, SCHEMES, SIZES, Served, serious, served, watched
from explored import BROKEN, FAILING, GRID, HALF, HURT, SETTLED, Looked, shelved

from relsim.dashboards.app import Settings
from relsim.study.replay import replay

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelved(tmp_path_factory.mktemp("explore") / "results")


@pytest.fixture(scope="module")
def dashboard(results: Path) -> Iterator[Served]:
    with served(Settings(results=results)) as found:
        yield found


@pytest.fixture(scope="module")
def opened(browser: Any, dashboard: Served) -> Iterator[Looked]:
    with watched(browser, dashboard, "/explore", ready=SETTLED) as tab:
        yield Looked(tab.page)


@pytest.fixture
def look(opened: Looked) -> Looked:
    opened.folder(GRID)
    return opened


def test_two_clicks_lead_from_the_map_to_a_run_that_can_be_repeated(
    look: Looked, results: Path
) -> None:
    look.cell(1, 1)
    heading = look.page.locator("#explore-side h3").inner_text()
    assert "competition = 0.05" in heading and "gap mean = 0.4" in heading
    look.press(look.page.locator(".runs .run").nth(2))
    line = look.page.locator("#explore-side .command").first.inner_text()
    program, verb, folder, run = shlex.split(line)
    assert (program, verb) == ("relsim", "replay") and folder.endswith(f"results/{GRID}")
    again = replay(results / GRID, int(run))
    assert again.same
    shown = look.page.locator("#explore-side .outcomes td").first.inner_text()
    (outcomes,) = again.outcomes.values()
    assert f"{outcomes['margin']:,.0f}" in shown
    assert look.page.locator("#command").text_content() == line


def test_the_numbers_of_a_point_are_those_of_its_runs(look: Looked, results: Path) -> None:
    import polars as pl

    look.cell(2, 0)
    where = (pl.col("competition") == 0.1) & (pl.col("want_need_gap_mean") == 0.0)
    runs = pl.read_parquet(results / GRID / "runs.parquet").filter(where)
    means = runs.group_by("strategy", maintain_order=True).agg(pl.col("margin").mean())
    told = look.page.locator(".runs thead tr").nth(1).inner_text().split()
    assert told == ["mean", *(f"{value:,.0f}" for value in means["margin"])]
    assert look.page.locator(".runs .run").count() == runs.height


def test_the_link_restores_folder_view_choices_point_and_run(
    look: Looked, browser: Any, dashboard: Served
) -> None:
    look.tab("Heatmap")
    look.choose("outcome", "respect")
    look.choose("across", "want_need_gap_mean")
    look.cell(1, 0)
    look.press(look.page.locator(".runs .run").first)
    link, told = look.page.url, look.page.locator("#explore-side").inner_text()
    assert parse_qs(urlsplit(link).query)["outcome"] == ["respect"]
    with watched(browser, dashboard, link.removeprefix(dashboard.address), ready=SETTLED) as tab:
        assert tab.page.locator("#explore-side").inner_text() == told
        assert tab.page.locator(".view-tab[aria-current]").inner_text() == "Heatmap"
        assert tab.page.locator("select[data-choice=across]").input_value() == "want_need_gap_mean"
        assert tab.page.locator("select[data-choice=outcome]").input_value() == "respect"
        assert tab.page.url == link


def test_a_link_with_nonsense_is_corrected_and_says_so(
    look: Looked, browser: Any, dashboard: Served
) -> None:
    (folder,) = parse_qs(urlsplit(look.page.url).query)["folder"]
    query = (
        f"folder={folder}&view=levels&outcome=happiness&across=../../etc&run=999999&where=%7B%22values%22"
        "&fix.competition=1e400&table=<script>"
    )
    with watched(browser, dashboard, f"/explore?{query}", ready=SETTLED) as tab:
        said = tab.page.locator("#explore-notes").inner_text()
        assert "happiness" in said and "no run 999999" in said.lower()
        assert "happiness" not in tab.page.url and "999999" not in tab.page.url
    with watched(browser, dashboard, "/explore?folder=../secret", ready=SETTLED) as tab:
        assert "not here" in tab.page.locator("#explore-alone h2").inner_text()


@pytest.mark.parametrize(
    ("tab", "figures"),
    [
        ("Overview", 1),
        ("Who leads where", 1),
        ("Heatmap", 1),
        ("One parameter", 1),
        ("Strategies", 1),
        ("Over time", 1),
        ("Customers", 2),
    ],
)
def test_each_view_is_drawn_and_told(look: Looked, tab: str, figures: int) -> None:
    look.tab(tab)
    assert look.page.locator(".figure .main-svg:visible").count() >= figures
    assert look.page.locator("#explore-page").get_attribute("data-figures") == str(figures)
    title, said = (
        look.page.locator(f"#explore-top {part}").inner_text() for part in ("h2", ".detail")
    )
    assert title and said
    assert look.page.locator("#announced").inner_text()
    look.press(look.page.get_by_role("button", name="Numbers"))
    assert look.page.locator("#explore-numbers tbody tr").count() > 0
    assert look.page.locator("#explore-page").get_attribute("data-figures") == "0"


def test_a_parameter_is_seen_with_the_others_fixed_or_averaged(look: Looked) -> None:
    look.tab("One parameter")
    look.choose("across", "competition")
    averaged = look.lines("first")
    look.choose("fixed", "0.4")
    fixed = look.lines("first")
    assert len(fixed[0]) == len(averaged[0]) == 3 and fixed != averaged
    assert "fix.want_need_gap_mean=0.4" in look.page.url
    look.page.locator("#explore-first .nsewdrag").wait_for()
    assert "0.4" in look.page.locator("#explore-quiet").inner_text()


def test_axes_are_turned_by_choosing_what_stands_along_the_other(look: Looked) -> None:
    look.tab("Who leads where")
    across = look.page.locator("select[data-choice=across]").input_value()
    upward = look.page.locator("select[data-choice=upward]").input_value()
    look.choose("across", upward)
    assert look.page.locator("select[data-choice=upward]").input_value() == across
    assert not look.page.locator("#explore-notes p").count()


def test_a_figure_by_the_keyboard(look: Looked) -> None:
    look.page.locator("figure.figure").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        look.page.keyboard.press(key)
    look.page.wait_for_function(
        "() => document.querySelector('#announced').textContent.includes('0.4 · 0.05')"
    )
    look.asked(lambda: look.page.keyboard.press("Enter"))
    assert "competition = 0.05" in look.page.locator("#explore-side h3").inner_text()
    look.asked(lambda: look.page.keyboard.press("Escape"))
    assert "What was run" in look.page.locator("#explore-side").inner_text()
    look.asked(lambda: look.page.keyboard.press("3"))
    assert look.page.locator(".view-tab[aria-current]").inner_text() == "Heatmap"


def test_figures_and_numbers_are_saved_without_a_network(look: Looked, tmp_path: Path) -> None:
    for name, begins in (
        ("PNG", b"\x89PNG"),
        ("SVG", b"<svg"),
        ("CSV", b"competition,want_need_gap_mean,"),
    ):
        with look.page.expect_download() as waited:
            look.page.locator("#explore-top .acts").get_by_text(name, exact=True).click()
        path = tmp_path / waited.value.suggested_filename
        waited.value.save_as(path)
        assert path.suffix == f".{name.lower()}" and path.read_bytes().startswith(begins)
    with path.open() as file:
        assert len(list(csv.DictReader(file))) == 6


def test_the_table_of_runs_pages_sorts_filters_and_opens_a_run(look: Looked, results: Path) -> None:
    import polars as pl

    page = look.page
    look.tab("Runs")
    page.wait_for_selector(".ag-row[row-index='0'] [col-id=strategy]:not(:empty)")
    margin = pl.read_parquet(results / GRID / "runs.parquet")["margin"]
    for _ in range(2):
        page.locator("[role=columnheader][col-id=margin] .ag-header-cell-label").click()
    most = f"{margin.max():,.0f}"
    page.wait_for_selector(f".ag-row[row-index='0'] [col-id=margin]:text-is('{most}')")
    look.choose("where", "advisory")
    page.wait_for_selector(".ag-row[row-index='0'] [col-id=strategy]:has-text('Adviser')")
    assert "24 runs" in page.locator(".detail").inner_text()
    entry = page.locator(".ag-floating-filter input[type=number]").first
    entry.fill("5")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.ag-center-cols-container .ag-row')].length === 1"
    )
    look.asked(lambda: page.locator(".ag-row[row-index='0'] [col-id=point]").click())
    assert page.locator("#explore-side h3").inner_text() == "Run 5"


def test_runs_that_failed_are_counted_listed_and_explained(look: Looked) -> None:
    look.folder(FAILING)
    assert "failed" in look.page.locator(f".folder[title={FAILING}]").inner_text()
    look.press(look.page.get_by_role("button", name="Show the failed runs"))
    look.page.wait_for_selector(".ag-row[row-index='0'] [col-id=status]:has-text('failed')")
    look.asked(lambda: look.page.locator(".ag-row[row-index='0'] [col-id=point]").click())
    told = look.page.locator("#explore-side").inner_text()
    assert "too much for me" in told and "failed" in told and "relsim replay" in told


def test_a_folder_that_cannot_be_read_says_so_and_hurts_nothing(look: Looked) -> None:
    look.folder(BROKEN)
    said = look.page.locator("#explore-alone").inner_text()
    assert "cannot be read" in said and "damaged" in said and str(Path.cwd()) not in said
    look.folder(GRID)
    assert look.page.locator("#explore-alone").inner_text() == ""


def test_a_question_from_anyone_is_text(look: Looked) -> None:
    assert HURT in look.page.locator("#explore-top .eyebrow").inner_text()
    assert look.page.evaluate("window.hurt") is None


def test_the_command_is_copied_or_marked(browser: Any, dashboard: Served) -> None:
    for allowed in (["clipboard-read", "clipboard-write"], []):
        path = "/explore?view=runs&run=1"
        with watched(browser, dashboard, path, ready=SETTLED, permissions=allowed) as tab:
            if not allowed:  # as over plain http from another machine
                tab.page.evaluate("delete Navigator.prototype.clipboard")
            line = tab.page.locator("#explore-side .command").first.inner_text()
            tab.page.locator("#explore-side .copy").first.click()
            tab.page.wait_for_function(
                "() => /Copied|Ctrl/.test(document.querySelector('#announced').textContent)"
            )
            read = "navigator.clipboard.readText()" if allowed else "getSelection().toString()"
            assert tab.page.evaluate(read).strip() == line


def test_a_run_opens_in_the_workshop(look: Looked) -> None:
    look.cell(2, 1)
    look.press(look.page.locator(".runs .run").first)
    look.page.get_by_role("link", name="Open its point in the Workshop").click()
    look.page.wait_for_selector("#workshop-page[data-idle]")
    told = parse_qs(urlsplit(look.page.url).query)
    assert (told["competition"], told["want_need_gap_mean"]) == (["0.1"], ["0.4"])
    look.page.locator("#menu").get_by_text("Explore").click()
    look.page.wait_for_selector(SETTLED)
    assert look.page.locator("#explore-side h3").inner_text().startswith("Run ")


def test_nothing_is_cut_off_and_axe_finds_nothing(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, "/explore", ready=SETTLED) as tab:
        look = Looked(tab.page)
        for scheme in SCHEMES:
            for width, height in SIZES:
                tab.page.set_viewport_size({"width": width, "height": height})
                look.folder(GRID)
                look.cell(1, 1)
                assert not tab.page.evaluate(OVERFLOWING)
                assert not look.cut_off()
                look.tab("Customers")
                assert not look.cut_off()
            assert not serious(tab.page)
            look.tab("Runs")
            assert not serious(tab.page)
            look.asked(lambda: tab.page.keyboard.press("p"))
            look.tab("Heatmap")
            assert not tab.page.evaluate(OVERFLOWING)
            assert not look.cut_off()
            if scheme == SCHEMES[0]:
                look.asked(lambda: tab.page.keyboard.press("p"))
                look.asked(lambda: tab.page.locator("#scheme").click())
        look.folder(HALF)
        assert not serious(tab.page)
