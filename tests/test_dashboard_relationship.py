"""The Relationship page in a real browser: an account's months told, walked through, branched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dashboard_server import Served, served, watched
from relationship_page import (
    PAGES,
    PATH,
    SETTLED,
    STRATEGIES,
    after,
    beliefs,
    lines,
    link,
    pressed,
    said_no,
    shown,
    stories,
    to_a_yes,
    told,
    traced,
)

from relsim.dashboards.relationship.answers import PANELS
from relsim.tracing.scenes import passages, scenes

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served(pages=PAGES) as found:
        for more in found.context.later:
            more()
        yield found


@pytest.fixture
def page(browser: Any, dashboard: Served) -> Iterator[Any]:
    with watched(browser, dashboard, PATH, ready=SETTLED) as tab:
        yield tab.page


def test_a_month_is_told_in_the_words_and_numbers_of_the_trace(page: Any) -> None:
    at = shown(page)
    traces = [traced(strategy, at["account"]) for strategy in STRATEGIES]
    for text, one in zip(stories(page), traces, strict=True):
        month = one.months[at["month"]]
        assert text == " ".join(part for part in month["parts"].values() if part)
        assert sorted(text.split()) == sorted(month["story"].split())
    for panel in PANELS:
        assert lines(page, panel) == [beliefs(one, panel) for one in traces]
    assert traces[0].company in page.locator("#relationship-about").inner_text()
    assert page.locator("#seed").inner_text() == "4"
    assert f"--customer {at['account']}" in page.evaluate(
        "document.querySelector('#command').textContent"
    )


def test_the_arrows_go_from_scene_to_scene_and_a_click_into_the_figure_to_its_month(
    page: Any,
) -> None:
    at = shown(page)
    traces = [traced(strategy, at["account"]) for strategy in STRATEGIES]
    eventful = [n for n in range(48) if any(scenes(one.months[n]) for one in traces)]
    page.locator("#relationship-later").click()
    assert shown(page)["month"] == min(n for n in eventful if n > at["month"])
    page.locator("#page").press("ArrowLeft")
    assert shown(page)["month"] == at["month"]
    page.locator("#page").press("Shift+ArrowRight")
    assert shown(page)["month"] == at["month"] + 1
    assert page.locator("#relationship-month").inner_text() == f"Month {at['month'] + 1}"
    assert stories(page)[0] in (
        " ".join(part for part in traces[0].months[at["month"] + 1]["parts"].values() if part),
        traces[0].months[at["month"] + 1]["story"],
    )
    place = page.evaluate(
        """() => {
          const plot = document.querySelector('#relationship-lives .js-plotly-plot');
          const box = plot.getBoundingClientRect(), axis = plot._fullLayout.xaxis;
          return [box.left + axis._offset + axis.l2p(30), box.top + box.height / 2];
        }"""
    )
    page.mouse.move(place[0] - 60, place[1])
    page.mouse.down()
    page.mouse.move(*place, steps=4)
    page.mouse.up()
    told = "document.querySelector('#relationship-month').innerText"
    page.wait_for_function(f"() => {told} === 'Month 30'")
    assert shown(page)["month"] == 30
    # A click leaves the lines as they were.
    assert lines(page, "trust") == [beliefs(one, "trust") for one in traces]
    line = "document.querySelector('#relationship-lives .js-plotly-plot').layout.shapes[0]"
    page.wait_for_function(f"() => {line}.x0 === 30")
    assert "Month 30." in page.locator("#announced").inner_text()


def test_another_account_can_be_chosen_by_turn_by_kind_and_by_number(page: Any) -> None:
    first = shown(page)["account"]
    pressed(page, "#relationship-next")
    second = shown(page)["account"]
    assert second != first
    before = told(page)
    page.locator("#relationship-kind").click()
    page.get_by_role("option", name="large").click()
    after(page, before)
    third = link(page)
    assert third["kind"] == "large"
    assert "large" in page.locator("#relationship-about").inner_text()
    before = told(page)
    entry = page.locator("#relationship-account")
    entry.fill("5000")
    entry.press("Enter")
    after(page, before)
    assert shown(page)["account"] == 119
    assert "5,000" in page.locator("#relationship-notes").inner_text()
    assert entry.input_value() == "119"
    pressed(page, "#relationship-luck")
    assert link(page)["replication"] == "1"
    assert page.locator("#replications").inner_text() == "no. 1"
    assert page.locator("#relationship-notes").inner_text() == ""


def test_strategies_are_chosen_three_at_most_and_one_at_least(page: Any) -> None:
    def chip(name: str) -> None:
        before = told(page)
        page.locator("#relationship-page .chips label", has_text=name).last.click()
        after(page, before)

    names = page.locator(".life-name")
    chip("average rep")
    assert names.all_inner_texts() == ["Fighter", "Adviser", "Average rep"]
    chip("fighter")
    chip("average rep")
    assert names.all_inner_texts() == ["Adviser"]
    page.locator("#relationship-page .chips label", has_text="adviser").click()
    page.wait_for_function("() => document.querySelectorAll('.chips input:checked').length === 1")
    assert names.all_inner_texts() == ["Adviser"]
    assert link(page)["strategies"] == "advisory"


def test_a_branch_goes_on_by_the_same_luck_beside_the_life_without_it(page: Any) -> None:
    to_a_yes(page)
    at = shown(page)
    pressed(page, "[data-strategy=servile] [data-answer=refuse]")
    assert link(page)["branch"] == f"servile.{at['month']}.refuse"
    other = traced("servile", at["account"], said_no(at["account"], at["month"]))
    plain = traced("servile", at["account"])
    for panel in PANELS:
        now, grey = lines(page, panel)[0], lines(page, panel, grey=True)
        assert now == beliefs(other, panel)
        assert grey == [beliefs(plain, panel)]
        assert now[: at["month"]] == grey[0][: at["month"]]
    assert lines(page, "precedent")[0] != lines(page, "precedent", grey=True)[0]
    said = page.locator(".life").first.inner_text()
    assert "says no" in said or "not given enough" in said or "may not go" in said
    before = plain.months[at["month"]]["parts"]
    was = page.locator(".life .was").first.inner_text()
    assert was == f"Without it: {before['answered']} {before['came']}"
    head = page.locator("#relationship-message").inner_text()
    assert head == f"Had the yes-sayer said no in month {at['month']}"
    assert "from them" in page.locator("#relationship-detail").inner_text()
    # The first months that are told differently are one click away.
    page.locator("#relationship-branches .jump").last.click()
    assert shown(page)["month"] > at["month"]
    assert page.locator(".life .was").count() == 1
    # Months before are told as they were.
    page.goto(page.url.replace(f"month={shown(page)['month']}", f"month={at['month'] - 1}"))
    page.wait_for_selector(SETTLED)
    assert page.locator(".life .was").count() == 0


def test_two_branches_stack_and_are_taken_back(page: Any) -> None:
    to_a_yes(page)
    first = shown(page)["month"]
    pressed(page, "[data-strategy=servile] [data-answer=refuse]")
    pressed(page, ".life:last-child [data-answer]")
    chips = page.locator("#relationship-branches .chip")
    assert chips.count() == 2
    assert link(page)["branch"].count(",") == 1
    assert len(lines(page, "respect", grey=True)) == 2
    before = told(page)
    page.locator("#page").press("z")
    after(page, before)
    assert link(page)["branch"] == f"servile.{first}.refuse"
    pressed(page, "#relationship-branches .chip")
    assert "branch" not in link(page)
    assert lines(page, "respect", grey=True) == []
    assert page.locator("#relationship-branches").inner_text() == ""


def test_rarer_answers_are_in_a_menu(page: Any) -> None:
    for _ in range(30):
        if page.locator("select[data-strategy]").count():
            break
        page.locator("#relationship-later").click()
    before = told(page)
    menu = page.locator("select[data-strategy]").first
    value = menu.locator("option").nth(1).get_attribute("value")
    menu.select_option(value)
    after(page, before)
    assert link(page)["branch"].endswith(f".{value}")


def test_the_whole_story_is_cut_into_scenes_and_leads_back_to_a_month(page: Any) -> None:
    account = shown(page)["account"]
    traces = [traced(strategy, account) for strategy in STRATEGIES]
    page.locator("#page").press("s")
    rows = page.locator("#relationship-passages tbody tr")
    expected = passages(traces)
    assert rows.count() == len(expected)
    for passage, row in zip(expected[:6], rows.all(), strict=False):
        cells = row.locator("td > p").all_inner_texts()
        assert [sorted(text.split()) for text in cells] == [
            sorted(text.split()) for text in passage.texts
        ]
    last = next(one for one in reversed(expected) if one.scene)
    page.locator("#relationship-passages .jump").last.click()
    assert shown(page)["month"] >= last.first
    assert page.locator("#relationship-told").is_visible()
