"""The frame around every page, in a real browser: what its buttons and keys do, how it looks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from dashboard_probe import PROBES
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

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    """The frame around two small pages; the model is not needed for them."""
    with served(pages=PROBES, warm=False) as found:
        found.context.ready.set()
        yield found


def text_of(page: Any, name: str) -> str:
    return str(page.inner_text(f"#{name}"))


def wait_for(page: Any, name: str, text: str) -> None:
    page.wait_for_function(
        "([name, text]) => document.getElementById(name)?.innerText === text", arg=[name, text]
    )


def looks(page: Any, scheme: str, projector: bool) -> None:
    """Wait until pages draw their figures in these colours and at this size."""
    page.wait_for_function(
        """([theme, big]) => {
            const look = window.relsim.look();
            return look.theme === theme && look.big === big;
        }""",
        arg=[scheme, projector],
    )


def test_pages_are_reached_by_the_menu_and_by_their_address(
    browser: Any, dashboard: Served
) -> None:
    with watched(browser, dashboard) as tab:
        assert tab.page.title() == "Workshop – relsim"
        assert tab.page.locator("h1").all_inner_texts() == ["Workshop"]
        assert tab.page.get_attribute("html", "lang") == "en"
        assert tab.page.is_visible("#scenario-tools")
        tab.page.click("nav >> text=Why trust this?")
        tab.page.wait_for_selector("h2:has-text('Another page')")
        assert tab.page.title() == "Why trust this? – relsim"
        assert tab.page.url.endswith("/second")
        assert not tab.page.is_visible("#scenario-tools")
        tab.page.go_back()
        tab.page.wait_for_selector("h2:has-text('A page to try things on')")
    with watched(browser, dashboard, "/second/") as tab:
        assert tab.page.locator("h1").all_inner_texts() == ["Why trust this?"]


def test_an_address_without_a_page_says_so_and_leads_back(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, "/<script>alert(1)", ready=".alone a") as tab:
        assert "no such page" in text_of(tab.page, "page")
        tab.page.click(".alone a")
        tab.page.wait_for_selector("h2:has-text('A page to try things on')")


def test_one_page_alone_has_no_menu(browser: Any) -> None:
    with served(pages=PROBES[:1], warm=False) as alone:
        alone.context.ready.set()
        with watched(browser, alone) as tab:
            assert tab.page.locator("nav a").count() == 0
            assert tab.page.locator("h1").is_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("projector", [False, True])
def test_nothing_is_cut_off_and_all_can_be_read(
    browser: Any, dashboard: Served, size: tuple[int, int], scheme: str, projector: bool
) -> None:
    with watched(browser, dashboard, size=size, scheme=scheme) as tab:
        if projector:
            tab.page.click("#projector")
        looks(tab.page, scheme, projector)
        assert tab.page.evaluate(OVERFLOWING) == []
        assert serious(tab.page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_dialogs_can_be_read_and_closed(browser: Any, dashboard: Served, scheme: str) -> None:
    with watched(browser, dashboard, scheme=scheme) as tab:
        # Settled first: what the frame draws anew while it starts would take the focus away.
        wait_for(tab.page, "scenario-name", "Pressed 0 0 0 0")
        tab.page.wait_for_load_state("networkidle")
        for button, said in (("trust", "What it cannot say"), ("keys", "outside a text field")):
            tab.page.click(f"#{button}")
            tab.page.wait_for_selector(f"[role=dialog] >> text={said}")
            assert serious(tab.page) == []
            tab.page.keyboard.press("Escape")
            tab.page.wait_for_selector("[role=dialog]", state="hidden")
            tab.page.wait_for_function("name => document.activeElement.id === name", arg=button)


def test_the_trust_dialog_has_the_command_that_makes_the_numbers_again(
    browser: Any, dashboard: Served
) -> None:
    with watched(browser, dashboard) as tab:
        wait_for(tab.page, "scenario-name", "Pressed 0 0 0 0")
        tab.page.click("#trust")
        tab.page.wait_for_selector("[role=dialog] >> text=relsim compare --seed 7")
        assert (text_of(tab.page, "seed"), text_of(tab.page, "replications")) == ("7", "20")


def test_the_scheme_follows_the_system_until_one_is_chosen(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, scheme="dark") as tab:
        looks(tab.page, "dark", False)
        tab.page.emulate_media(color_scheme="light")
        looks(tab.page, "light", False)
        tab.page.click("#scheme")
        looks(tab.page, "dark", False)
        assert tab.page.get_attribute("#scheme", "aria-pressed") == "true"
        assert tab.page.get_attribute("html", "data-mantine-color-scheme") == "dark"
        tab.page.reload()
        looks(tab.page, "dark", False)
        assert tab.page.get_attribute("html", "data-scheme") == "dark"
        tab.page.emulate_media(color_scheme="dark")
        tab.page.emulate_media(color_scheme="light")
        looks(tab.page, "dark", False)


def test_projector_mode_is_larger_and_stays(browser: Any, dashboard: Served) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('#probe-type')).fontSize)"
    with watched(browser, dashboard, size=SIZES[0]) as tab:
        looks(tab.page, "light", False)
        before = tab.page.evaluate(size)
        tab.page.keyboard.press("p")
        looks(tab.page, "light", True)
        assert tab.page.evaluate(size) > 1.1 * before
        tab.page.reload()
        looks(tab.page, "light", True)
        assert tab.page.get_attribute("#projector", "aria-pressed") == "true"
        tab.page.click("#projector")
        looks(tab.page, "light", False)
        assert tab.page.evaluate(size) == before


def test_a_link_is_copied(browser: Any, dashboard: Served) -> None:
    allowed = ("clipboard-read", "clipboard-write")
    with watched(browser, dashboard, "/?competition=0.1", permissions=allowed) as tab:
        tab.page.click("#copy-link")
        wait_for(tab.page, "announced", "Link copied")
        assert tab.page.evaluate("navigator.clipboard.readText()") == tab.page.url
        assert tab.page.url.endswith("/?competition=0.1")
        wait_for(tab.page, "copy-link-name", "Link copied")


def test_a_link_can_be_copied_by_hand_where_there_is_no_clipboard(
    browser: Any, dashboard: Served
) -> None:
    with watched(browser, dashboard, "/?seed=3") as tab:
        tab.page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        tab.page.click("#copy-link")
        tab.page.wait_for_selector("[role=dialog] textarea:visible")
        assert tab.page.input_value("#link") == tab.page.url
        assert serious(tab.page) == []


def test_keys_click_what_they_stand_for(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard) as tab:
        page = tab.page
        wait_for(page, "scenario-name", "Pressed 0 0 0 0")
        for key, expected in (
            ("1", "1 0 0 0"),
            ("z", "1 1 0 0"),
            ("Shift+Z", "1 1 1 0"),
            ("r", "1 1 1 1"),
        ):
            page.keyboard.press(key)
            wait_for(page, "scenario-name", f"Pressed {expected}")
        page.keyboard.press("Space")
        wait_for(page, "probe-counted", "1")


def test_keys_leave_alone_who_writes_or_reads_a_dialog(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard) as tab:
        page = tab.page
        wait_for(page, "scenario-name", "Pressed 0 0 0 0")
        page.fill("#probe-text", "")
        page.type("#probe-text", "1 rz")
        assert page.input_value("#probe-text") == "1 rz"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("Control+z")
        page.click("#trust")
        page.wait_for_selector("[role=dialog] h3:visible")
        page.keyboard.press("1")
        page.keyboard.press("Escape")
        page.wait_for_selector("[role=dialog]", state="hidden")
        # A focused button keeps its space bar.
        page.focus("#probe-one")
        page.keyboard.press("Space")
        wait_for(page, "scenario-name", "Pressed 1 0 0 0")
        assert text_of(page, "probe-counted") == "0"


def test_the_keys_that_work_are_listed(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard) as tab:
        wait_for(tab.page, "scenario-name", "Pressed 0 0 0 0")
        tab.page.click("#keys")
        tab.page.wait_for_selector("#keys-list kbd")
        keys = tab.page.locator("#keys-list kbd").all_inner_texts()
        assert keys == ["Z", "⇧ Z", "R", "P", "space bar", "1", "F"]
        assert tab.page.locator("#keys-list dd").all_inner_texts()[4:] == ["Count", "One", "Fail"]


def test_the_page_opens_by_itself_once_the_model_is_compiled(browser: Any) -> None:
    cold = "h2:has-text('Preparing')"
    with served(pages=PROBES, warm=False) as new, watched(browser, new, ready=cold) as tab:
        assert serious(tab.page) == []
        assert not tab.page.is_visible("#probe-count")
        new.context.ready.set()
        tab.page.wait_for_selector("#probe-count")
        tab.page.click("#probe-count")
        wait_for(tab.page, "probe-counted", "1")


def test_a_lost_server_is_said_calmly_and_found_again(browser: Any) -> None:
    with served(pages=PROBES, warm=False) as first:
        first.context.ready.set()
        with watched(browser, first, calm=False) as tab:
            tab.page.click("#probe-count")
            wait_for(tab.page, "probe-counted", "1")
            first.stop()
            tab.page.click("#probe-count")
            tab.page.wait_for_selector("#notice:has-text('No connection')")
            assert tab.page.get_attribute("html", "data-server") == "lost"
            assert serious(tab.page) == []
            again = start(first.app, port=first.port)
            try:
                tab.page.wait_for_selector("#notice:has-text('is back')")
                tab.page.click("#probe-count")
                wait_for(tab.page, "probe-counted", "3")
                tab.page.wait_for_selector("#notice", state="hidden")
            finally:
                again.stop()


def test_a_fault_of_ours_is_one_line_in_the_log_and_calm_on_the_page(
    browser: Any, dashboard: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with watched(browser, dashboard, calm=False) as tab, caplog.at_level(logging.INFO):
        tab.page.click("#probe-fail")
        tab.page.wait_for_selector("#notice:has-text('could not be computed')")
        assert text_of(tab.page, "probe-failed") == "fine"
        assert "secret" not in tab.page.content()
        tab.page.click("#probe-fail")
        wait_for(tab.page, "probe-failed", "fine again")
        tab.page.wait_for_selector("#notice", state="hidden")
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(said) == 1 and "\n" not in said[0]
    assert "RuntimeError" in said[0] and "dashboard_probe.py" in said[0]
    assert [record.exc_info for record in caplog.records if record.exc_info] == []
