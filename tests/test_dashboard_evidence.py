"""The Evidence page in a browser: claims and patterns, each in full, by mouse, key and link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dashboard_server import (
    OVERFLOWING,
    SCHEMES,
    SIZES,
    Served,
    serious,
    served,
    start,
    watched,
)
from tried_by_hand import SETTLED, after, ids, link, shelved

from relsim.dashboards import navigation
from relsim.dashboards.app import Settings
from relsim.dashboards.evidence import sources
from relsim.dashboards.texts import texts

pytestmark = pytest.mark.browser

IN_ORDER = ["C07", "X02", "X04", "C05", "X01", "C14", "X03"]
SAID = texts("en")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelved(tmp_path_factory.mktemp("evidence") / "results")


@pytest.fixture(scope="module")
def dashboard(results: Path) -> Iterator[Served]:
    with served(Settings(results=results)) as found:
        yield found


@pytest.fixture
def page(browser: Any, dashboard: Served) -> Iterator[Any]:
    with watched(browser, dashboard, "/evidence", ready=SETTLED) as tab:
        yield tab.page


def opener(page: Any, name: str) -> Any:
    return page.locator(f".opener[data-id={name}]")


def test_the_message_and_the_refuted_ones_come_first(page: Any) -> None:
    assert page.locator("#evidence-message").inner_text() == (
        "3 of 7 claims hold, 3 fail, 1 undecided"
    )
    assert ids(page) == IN_ORDER
    assert "claims.json" in page.locator("#evidence-detail").inner_text()
    assert "Refuted: C07, X02, X04." in page.locator("#announced").inner_text()
    row = page.locator("tr", has=opener(page, "C07"))
    assert row.locator(".verdict").inner_text() == "fails"
    assert row.locator(".track").count() == 2
    assert "30 % [20, 40] < -2 %" in row.inner_text()
    assert page.locator("#page img, #page script").count() == 0
    assert page.evaluate("window.hurt === undefined")


def test_right_is_for_the_claim_in_the_eye_too(page: Any) -> None:
    middle = """name => {
      const row = document.querySelector(`.opener[data-id=${name}]`).closest('tr');
      const centre = (one) => {
        const box = one.getBoundingClientRect();
        return (box.left + box.right) / 2;
      };
      return ['.mark', '.track-line', '.track-zero']
        .map((one) => centre(row.querySelector(`.track ${one}`)));
    }"""
    mark, must, nought = page.evaluate(middle, "X01")
    assert nought < must < mark
    mark, must, nought = page.evaluate(middle, "C07")
    assert mark < nought < must


def test_a_verdict_can_be_chosen_and_the_link_brings_it_back(
    page: Any, browser: Any, dashboard: Served
) -> None:
    after(page, lambda: page.locator(".chip.fails").click())
    assert ids(page) == IN_ORDER[:3]
    assert page.locator(".chip.fails").get_attribute("aria-pressed") == "true"
    after(page, lambda: opener(page, "X02").click())
    assert link(page) == {"verdict": "fails", "open": "X02"}
    told = page.locator(".evidence .side").inner_text()
    path = page.url.removeprefix(dashboard.address)
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        assert ids(tab.page) == IN_ORDER[:3]
        assert tab.page.locator(".evidence .side").inner_text() == told
        assert tab.page.url == page.url


def test_a_claim_opens_its_experiment(page: Any) -> None:
    after(page, lambda: opener(page, "C07").click())
    side = page.locator(".evidence .side")
    for part in ("Asking why a wish exists", "treatment: asking", "2 % of list revenue"):
        assert part in side.inner_text()
    assert side.locator(".command").first.inner_text() == "relsim claims X01"
    assert page.locator("#command").text_content() == "relsim claims X01"
    assert (page.inner_text("#seed"), page.inner_text("#replications")) == ("7", "60")
    assert "C07" in page.locator("#announced").inner_text()
    after(page, lambda: opener(page, "C07").click())
    assert not side.is_visible()
    assert page.locator("#command").text_content() == "relsim claims --knock-outs"


def test_treatment_and_control_open_in_the_workshop_and_in_compare(page: Any) -> None:
    after(page, lambda: opener(page, "C14").click())
    page.locator(".evidence .acts a").click()
    page.wait_for_selector("#workshop-page[data-idle]")
    assert link(page)["strategies"] == "servile,advisory"
    assert link(page)["seed"] == "14"
    page.locator("#menu a", has_text="Evidence").click()
    page.wait_for_selector(SETTLED)
    after(page, lambda: opener(page, "C05").click())
    page.locator(".evidence .acts a").click()
    page.wait_for_selector("#compare-page[data-idle]")
    assert page.locator(".compare-name textarea:not([aria-hidden])").count() == 2


def test_patterns_show_value_band_and_verdict_and_four_a_figure(page: Any) -> None:
    after(page, lambda: page.locator(".view-tab").nth(1).click())
    assert "of 10 patterns met" in page.locator("#evidence-message").inner_text()
    assert page.locator(".listed .pattern").count() == 10
    assert page.locator(".listed .track-band").count() == page.locator(".criterion").count()
    for key in ("P1", "P4", "P7", "P14"):
        after(page, lambda key=key: opener(page, key).click())
        assert page.locator(".evidence .figure").is_visible()
        assert page.locator(".evidence .figure .xy").count() >= 1
        assert link(page) == {"view": "patterns", "open": key}
    after(page, lambda: opener(page, "P8").click())
    assert not page.locator(".evidence .figure").is_visible()
    assert "Salvirt" in page.locator(".evidence .side").inner_text()


def test_a_figure_fills_its_place_and_follows_the_ground(page: Any) -> None:
    after(page, lambda: page.keyboard.press("2"))
    after(page, lambda: opener(page, "P1").click())
    box = """() => {
      const outer = document.querySelector('.evidence .figure').getBoundingClientRect();
      const inner = document.querySelector('.evidence .main-svg').getBoundingClientRect();
      return [inner.width / outer.width, inner.height / outer.height];
    }"""
    assert min(page.evaluate(box)) > 0.95
    ink = "document.querySelector('.evidence .js-plotly-plot').layout.font.color"
    before = page.evaluate(ink)
    after(page, lambda: page.locator("#scheme").click())
    assert page.evaluate(ink) != before


def test_all_can_be_done_by_the_keyboard(page: Any) -> None:
    opener(page, "C07").focus()
    after(page, lambda: page.keyboard.press("Enter"))
    after(page, lambda: page.keyboard.press("ArrowRight"))
    assert link(page)["open"] == "X02"
    after(page, lambda: page.keyboard.press("ArrowLeft"))
    after(page, lambda: page.keyboard.press("ArrowLeft"))
    assert link(page)["open"] == IN_ORDER[-1]
    page.locator(".side [data-key=escape]").focus()
    after(page, lambda: page.keyboard.press("Enter"))
    assert "open" not in link(page)
    assert page.evaluate("document.activeElement.dataset.id") == IN_ORDER[-1]
    after(page, lambda: page.keyboard.press("2"))
    assert link(page) == {"view": "patterns"}
    after(page, lambda: page.keyboard.press("1"))
    assert link(page) == {}


def test_a_link_with_nonsense_shows_the_page_and_says_so(browser: Any, dashboard: Served) -> None:
    path = "/evidence?open=%3Cb%3EC99&verdict=perhaps&view=none&nonsense=1"
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        assert "no claim <b>C99" in tab.page.locator("#evidence-notes").inner_text()
        assert ids(tab.page) == IN_ORDER
        assert link(tab.page) == {}


def test_why_trust_this_leads_to_the_evidence(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, "/explore", ready="#explore-page[data-idle]") as tab:
        page = tab.page
        page.locator("#trust").click()
        page.locator("[role=dialog] a", has_text="evidence").click()
        page.wait_for_selector(SETTLED)
        page.wait_for_selector("[role=dialog]", state="hidden")
        assert page.title() == "Evidence – relsim"


CUT_OFF = """() => [...document.querySelectorAll('.evidence .opening *, .evidence .side,'
  + '.evidence .board, .evidence .figure, .evidence .steps *')].filter((one) => {
  const box = one.getBoundingClientRect();
  const out = box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < 0;
  return box.width > 0 && out;
}).concat([...document.querySelectorAll('.evidence .board, .evidence .side')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1))
  .map((one) => `${one.tagName} ${one.id} ${one.className}`)"""


@pytest.mark.parametrize(("size", "scheme"), [*zip(SIZES, SCHEMES, strict=True)])
@pytest.mark.parametrize(
    "query",
    ["", "?open=C14", "?view=patterns", "?view=patterns&open=P14", "?view=patterns&open=P8"],
)
def test_nothing_is_cut_off_and_axe_finds_nothing(
    browser: Any, dashboard: Served, query: str, size: tuple[int, int], scheme: str
) -> None:
    path = f"/evidence{query}"
    with watched(browser, dashboard, path, size=size, scheme=scheme, ready=SETTLED) as tab:
        for _ in range(2):
            assert tab.page.evaluate(OVERFLOWING) == []
            assert tab.page.evaluate(CUT_OFF) == []
            assert serious(tab.page) == []
            if tab.page.get_attribute("html", "data-projector") != "on":
                after(tab.page, lambda: tab.page.locator("#projector").click())


def test_nothing_tried_yet_is_a_calm_state(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "SHIPPED", tmp_path)
    with (
        served(Settings(results=tmp_path / "results")) as bare,
        watched(browser, bare, "/evidence", ready=SETTLED) as tab,
    ):
        alone = tab.page.locator("#evidence-alone")
        assert "relsim claims --knock-outs" in alone.inner_text()
        assert serious(tab.page) == []
        shelved(tmp_path / "results")
        after(tab.page, lambda: alone.locator(".press").click())
        assert ids(tab.page) == IN_ORDER
        (tmp_path / "results" / "claims" / "claims.json").write_text("{")
        after(tab.page, lambda: tab.page.locator(".chip").first.click())
        assert "damaged" in alone.inner_text()


def test_a_server_that_went_and_came_back(browser: Any, results: Path) -> None:
    with (
        served(Settings(results=results)) as first,
        watched(browser, first, "/evidence", ready=SETTLED, calm=False) as tab,
    ):
        first.stop()
        opener(tab.page, "C07").click()
        tab.page.wait_for_selector("#notice", state="visible")
        assert ids(tab.page) == IN_ORDER
        before = "Number(document.querySelector('#evidence-page').dataset.answered)"
        last = tab.page.evaluate(before)
        again = start(first.app, port=first.port)
        try:
            tab.page.wait_for_function(f"last => {before} > last", arg=last)
            tab.page.wait_for_selector(SETTLED)
            assert link(tab.page)["open"] == "C07"
        finally:
            again.stop()


def test_every_word_stands_with_the_texts() -> None:
    folder = Path(navigation.__file__).parent
    script = (folder / "assets" / "pages" / "evidence.js").read_text()
    for key in re.findall(r"setup\.texts\.(\w+)", script):
        assert f"evidence.script.{key}" in SAID
    written = "".join(path.read_text() for path in (folder / "evidence").glob("*.py"))
    for key in re.findall(r'said\("(evidence\.[\w.-]+)"', written):
        assert key in SAID
