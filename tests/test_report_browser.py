"""The report in a browser: it draws offline and without a fault, on any ground and width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reported import small_comparison

from relsim.report import write_report


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_comparison(tmp_path_factory.mktemp("results") / "small")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield opened
        opened.close()


def strokes(tab: Any) -> list[str]:
    found: list[str] = tab.evaluate(
        "[...document.querySelectorAll('#figure-2 .js-line')].map(line => line.style.stroke)"
    )
    return found


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (390, 844)])
def test_in_a_browser(browser: Any, folder: Path, width: int, height: int, scheme: str) -> None:
    tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    faults: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: faults.append(message.text))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    address = write_report(folder).resolve().as_uri()
    tab.goto(address)
    tab.wait_for_selector("html[data-drawn]", timeout=30_000)
    assert faults == []
    assert asked == [address]
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert tab.locator(".plot svg.main-svg").count() >= 10
    assert tab.locator("[data-title*='Share']").count() == 0
    inside = tab.evaluate(
        "[...document.querySelectorAll('.plot')].every("
        "plot => plot.scrollWidth <= plot.parentElement.clientWidth)"
    )
    assert inside
    assert ("rgb(0, 114, 178)" if scheme == "light" else "rgb(79, 176, 232)") in strokes(tab)
    tab.close()


@pytest.mark.browser
def test_the_ground_may_change_while_it_is_open(browser: Any, folder: Path) -> None:
    tab = browser.new_page(color_scheme="light")
    tab.goto(write_report(folder).resolve().as_uri())
    tab.wait_for_selector("html[data-drawn]", timeout=30_000)
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_selector("html[data-drawn=dark]", timeout=30_000)
    assert "rgb(79, 176, 232)" in strokes(tab)
    tab.close()


@pytest.mark.browser
def test_foreign_script_would_not_run(browser: Any, folder: Path, tmp_path: Path) -> None:
    text = write_report(folder).read_text(encoding="utf-8")
    hurt = tmp_path / "hurt.html"
    hurt.write_text(text.replace("</main>", "<script>window.hurt = 1</script></main>"))
    tab = browser.new_page()
    tab.goto(hurt.resolve().as_uri())
    tab.wait_for_selector("html[data-drawn]", timeout=30_000)
    assert tab.evaluate("window.hurt === undefined")
    tab.close()
