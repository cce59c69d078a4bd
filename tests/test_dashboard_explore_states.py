"""What Explore shows where there is nothing, not yet all, or long work; and what strangers send."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from dashboard_server import Served, chromium, served, watched
from explored import GRID, HALF, SETTLED, Looked, experiment
from hypothesis import example, given
from hypothesis import strategies as st

from relsim.dashboards import jobs
from relsim.dashboards.app import Context, Settings, context_of, create_app
from relsim.dashboards.explore.answers import answer
from relsim.dashboards.explore.choices import Choices, read, written
from relsim.dashboards.explore.grid import rows
from relsim.dashboards.shelf import asking
from relsim.study.run import execute

WAITING = "#explore-working progress"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("explore") / "results"
    root.mkdir()
    return root


@pytest.fixture(scope="module")
def dashboard(results: Path) -> Iterator[Served]:
    with served(Settings(results=results)) as found:
        yield found


@pytest.fixture(scope="module")
def look(chromium_path: str, dashboard: Served) -> Iterator[Looked]:
    with (
        chromium(chromium_path) as browser,
        watched(browser, dashboard, "/explore", ready=SETTLED) as tab,
    ):
        yield Looked(tab.page)


def refreshed(look: Looked) -> None:
    """Look at the disk again, which the page does at most once a second."""
    look.page.wait_for_timeout(1_100)
    look.press(look.page.get_by_role("button", name="Look again"))


@pytest.mark.browser
def test_from_an_empty_shelf_to_a_finished_folder(look: Looked, results: Path) -> None:
    assert "No results here yet" in look.page.locator("#explore-alone h2").inner_text()
    assert "relsim run" in look.page.locator("#explore-alone .command").first.inner_text()
    execute(experiment(HALF), results / HALF, workers=1, limit_runs=40)
    refreshed(look)
    assert "40 of 72 runs" in look.page.locator(".folder").inner_text()
    assert look.page.locator("#explore-top button", has_text="Read it again").count() == 1
    execute(experiment(HALF), results / HALF, workers=1)
    look.page.wait_for_timeout(1_100)
    look.press(look.page.locator("#explore-top").get_by_role("button", name="Read it again"))
    assert "72 runs" in look.page.locator(".folder").inner_text()
    assert look.page.locator("#explore-top button", has_text="Read it again").count() == 0
    assert "of 6 points" in look.page.locator("#explore-top h2").inner_text()


@pytest.mark.browser
def test_long_work_shows_progress_and_can_be_cancelled_and_begun_again(
    look: Looked, dashboard: Served, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(experiment(GRID), results / GRID, workers=1)
    refreshed(look)
    look.folder(GRID)
    # Every view is long work from here on, and all hands are busy.
    monkeypatch.setattr(asking, "AT_ONCE_SECONDS", -1.0)
    enough = threading.Event()
    for number in range(jobs.WORKERS):
        dashboard.context.jobs.begin(f"other {number}", lambda _progress: enough.wait())
    try:
        look.page.locator(".view-tab", has_text="Customers").click()
        look.page.wait_for_selector(WAITING)
        assert "turn" in look.page.locator("#explore-working").inner_text()
        assert look.page.locator("#explore-page[data-idle]").count() == 0
        look.press(look.page.get_by_role("button", name="Cancel"))
        assert "Cancelled" in look.page.locator("#explore-working").inner_text()
        look.page.get_by_role("button", name="Start again").click()
        look.page.wait_for_selector(WAITING)
    finally:
        enough.set()
    look.page.wait_for_selector(SETTLED)
    assert look.page.locator(".figure .main-svg:visible").count() >= 2
    assert look.page.locator("#explore-working").inner_text() == ""


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["../../etc/passwd", "<b>", "\ud800", "runs", "customers", "margin"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            [
                "folder", "view", "outcome", "across", "upward", "fixed", "where", "run", "table",
                "mark", "figure", "jobs", "cancel", "heights", "query", "values", "x", "y",
                "competition", "strategy", "status", "point", "theme", "sequence",
            ]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """A dashboard on one results folder, which nobody serves."""
    root = tmp_path_factory.mktemp("hostile") / "results"
    execute(experiment(GRID), root / GRID, workers=1)
    return context_of(create_app(Settings(results=root)))


@given(ANYTHING, st.booleans())
@example({"folder": "\ud800"}, False)
@example({"view": "customers", "figure": 1, "mark": {"x": 10**400, "curveNumber": -1}}, True)
def test_whatever_is_sent_is_answered_with_what_json_can_carry(
    context: Context, sent: object, here: bool
) -> None:
    if isinstance(sent, dict) and here:
        sent = {**sent, "folder": context.shelf.entries()[0].id}
    found = answer(read(sent), context, ["/"])
    told = json.dumps(found, default=lambda part: part.to_plotly_json(), allow_nan=False)
    assert str(context.settings.results.parent) not in told


@given(ANYTHING, st.booleans())
def test_whatever_the_table_of_runs_asks_is_answered(
    context: Context, sent: object, here: bool
) -> None:
    if isinstance(sent, dict) and here:
        sent = {**sent, "context": {"folder": context.shelf.entries()[0].id, "where": sent}}
    found = rows(sent, context.shelf)
    assert json.dumps(found["rowData"], allow_nan=False) and found["rowCount"] >= 0


@given(st.text(max_size=200) | st.binary(max_size=99).map(lambda part: part.decode("latin-1")))
@example("a=1&" * 200)
@example("where=" + "[" * 6_000)
@example("fix.competition=nan&run=-1&where={")
def test_whatever_link_is_opened_is_read(query: str) -> None:
    assert isinstance(read({"query": query}), Choices)


def test_a_link_says_what_is_shown_and_nothing_else() -> None:
    state = {
        "folder": "ab12",
        "view": "levels",
        "outcome": "respect",
        "across": "competition",
        "upward": "",
        "fixed": {"crisis_rate": 0.02},
        "where": {"values": {"competition": [0.1, 0.1]}},
        "run": 0,
        "table": True,
    }
    again = read({"query": written(state)})
    assert (again.folder, again.view, again.run, again.table) == ("ab12", "levels", 0, True)
    assert again.asked == {
        "outcome": "respect",
        "across": "competition",
        "fixed": {"crisis_rate": 0.02},
    }
    assert again.where == {"values": {"competition": [0.1, 0.1]}}
