"""The facilitator's guide: its agendas add up, and what its sheets say is what the model finds."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path
from typing import Any

import pytest

from relsim.analysis import Best, compare_outcome
from relsim.dashboards.app import Context, Settings, context_of, create_app
from relsim.dashboards.guide import finding
from relsim.dashboards.guide.agendas import AGENDAS, starts
from relsim.dashboards.guide.answers import Answers, place, standing
from relsim.dashboards.guide.finding import Found, either_way, judged
from relsim.dashboards.guide.leaves import leaves
from relsim.dashboards.guide.sheets import HIGH, LOW, POSITIONS, SHEETS, Place, Saying, Sheet
from relsim.dashboards.levers import LEVERS
from relsim.dashboards.live import Busy, Live
from relsim.dashboards.navigation import PAGES
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.metrics import OUTCOMES
from relsim.study.plan import perform, prepare

NAMES = ("servile", "combative", "advisory")


@pytest.fixture(scope="module")
def context() -> Context:
    context = context_of(create_app(Settings()))
    context.live.warm()
    return context


@pytest.fixture(scope="module")
def said(context: Context) -> Any:
    return context.texts


class Told:
    """A sheet's lever with outcomes that were made up, one list of values a place."""

    def __init__(self, sheet: Sheet, margins: dict[str, list[list[float]]]) -> None:
        self.sheet, self.margins = sheet, margins

    def show(self, scenario: Scenario) -> Any:
        at = next(at for at in POSITIONS if self.sheet.scenario(at) == scenario)
        return Values(dict(zip(NAMES, self.margins[at], strict=True)))


class Values:
    def __init__(self, by_name: dict[str, list[float]]) -> None:
        self.by_name, self.strategies = by_name, tuple(by_name)

    def values(self, outcome: str) -> dict[str, list[float]]:
        return self.by_name

    def outcomes(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: compare_outcome(self.by_name, OUTCOMES[name]) for name in names}


#: The luck of five territories, as it hits each strategy (EUR).
LUCK = ((-2e3, -1e3, 0.0, 1e3, 2e3), (1e3, -2e3, 2e3, 0.0, -1e3), (0.0, 2e3, -1e3, -2e3, 1e3))


def made_up(low: tuple[float, ...], high: tuple[float, ...]) -> Found:
    """A found sheet of competition in which nothing but these means decides."""
    values = {LOW: low, "middle": low, HIGH: high}
    told = {
        at: [[mean + luck for luck in each] for mean, each in zip(means, LUCK, strict=True)]
        for at, means in values.items()
    }
    return Found(SHEETS[0], Told(SHEETS[0], told))  # type: ignore[arg-type]


@pytest.mark.parametrize("minutes", AGENDAS)
def test_an_agenda_takes_the_minutes_it_says(minutes: int, said: Any) -> None:
    steps = AGENDAS[minutes]
    assert sum(step.minutes for step in steps) == minutes
    assert starts(steps)[-1] + steps[-1].minutes == minutes
    for step in steps:
        assert said[f"guide.step.{step.name}.title"] and said[f"guide.step.{step.name}.say"]


def test_what_an_agenda_opens_is_there(said: Any) -> None:
    known = {page.path for page in PAGES}
    for step in (step for steps in AGENDAS.values() for step in steps):
        assert step.path in known | {""}
        scenario, notes = Scenario.from_query(step.query)
        assert notes == ()
        assert (scenario == WORKSHOP) == (step.query == "")
        assert step.query == "" or (step.path == "/" and said[step.shows[0]])


def test_each_lever_has_a_sheet_with_all_its_words(said: Any) -> None:
    assert [sheet.lever for sheet in SHEETS] == list(LEVERS)
    for sheet in SHEETS:
        wanted = {"ask", "meaning", *(f"at.{at}" for at in POSITIONS)}
        for number in range(1, len(sheet.sayings) + 1):
            wanted |= {f"say.{number}", f"back.{number}"}
        assert set(said.under(sheet.key)) == wanted
        assert len(sheet.sayings) == 2
        values = [sheet.at(at) for at in POSITIONS]
        assert values == sorted(set(values))
    assert [standing(SHEETS[-1], at) for at in POSITIONS] == ["12", "60", "120"]  # one, five, ten


def test_the_message_says_who_leads_wherever_the_lever_stands(said: Any) -> None:
    same = made_up((1e5, 2e5, 3e5), (1e5, 2e5, 4e5))
    assert finding.big(same, said) == (
        "In a calm market and in a fierce market alike, the adviser earns most."
    )
    turned = made_up((9e5, 2e5, 3e5), (1e5, 2e5, 1.99e5))
    assert finding.big(turned, said) == (
        "In a calm market, the yes-sayer earns most; in a fierce market, the fighter and the"
        " adviser are too close to call."
    )
    alike = Best("servile", NAMES, clear=False, identical=True, highest=True)
    assert finding.leads(alike, said).endswith("the adviser earn exactly the same")
    assert "could be compared" in finding.leads(None, said)


def test_the_message_names_whom_the_lever_moves_most_and_whom_not(said: Any) -> None:
    found = made_up((1e5, 2e5, 3e5), (1e5, -5e5, 4e5))
    assert finding.moves(found, said) == (
        "It moves the fighter most: 200 thousand EUR in a calm market, -500 thousand EUR in a"
        " fierce market. No clear change for the yes-sayer."
    )
    nobody = made_up((1e5, 2e5, 3e5), (1e5, 2e5, 3e5))
    assert finding.moves(nobody, said).startswith("No clear change for the yes-sayer, the fighter")


def test_a_saying_is_told_as_it_came_out_whichever_way(said: Any) -> None:
    found = made_up((1e5, 2e5, 3e5), (1e5, -5e5, 3.01e5))
    more = Saying("margin", Place("advisory", LOW), Place("servile", LOW))
    less = Saying("margin", Place("advisory", LOW), Place("servile", LOW), more=False)
    moved = Saying("margin", Place("advisory", HIGH), Place("advisory", LOW))
    fell = Saying("margin", Place("combative", HIGH), Place("combative", LOW))
    assert finding.answer(found, more, said)[0] == "holds"
    assert finding.answer(found, less, said)[0] == "fails"
    assert finding.answer(found, fell, said)[0] == "fails"
    verdict, told = finding.answer(found, moved, said)
    assert verdict == "holds"  # the same luck: every territory earns the same little more
    assert told.startswith(
        "Margin, adviser: 301 thousand EUR in a fierce market, 300 thousand EUR in a calm"
    )
    assert judged(moved, "identical") == judged(moved, "undefined") == "unclear"


def test_a_difference_is_the_same_either_way() -> None:
    compared = compare_outcome({"a": [1.0, 2.0, 3.5, 2.0], "b": [5.0, 6.1, 7.4, 6.0]})
    there, back = either_way(compared, "a", "b"), either_way(compared, "b", "a")
    assert there.mean == -back.mean
    assert (there.simultaneous_low, there.simultaneous_high) == (
        -back.simultaneous_high,
        -back.simultaneous_low,
    )
    assert {there.verdict, back.verdict} == {"more", "less"}


def test_the_sheets_show_what_relsim_compare_gives(context: Context, said: Any) -> None:
    answered = Answers(context).answer({"sequence": 3})
    assert answered["sequence"] == 3 and answered["command"] == WORKSHOP.command()
    sheet = next(sheet for sheet in SHEETS if sheet.lever.name == "discount_authority")
    scenario = sheet.scenario(HIGH)
    job = prepare(scenario.experiment(), None)
    (records,) = [perform(job, tuple(range(job.experiment.size)))]
    by_arm: dict[str, list[float]] = {}
    for record in records:
        by_arm.setdefault(record.run.arms[0].name, []).append(record.outcomes[0]["margin"])
    means = {arm: sum(values) / len(values) for arm, values in by_arm.items()}
    found = Found(sheet, context.live)
    for estimate in found.compared("margin", HIGH).estimates:
        assert estimate.mean == pytest.approx(means[estimate.arm], rel=1e-12)
    assert finding.big(found, said) == answered["parts"][place(sheet, "big")][0]


def test_every_sheet_is_filled(context: Context) -> None:
    parts = Answers(context).answer(None)["parts"]
    wanted = {place(sheet, part) for sheet in SHEETS for part in ("big", "moves", "found")}
    wanted |= {place(sheet, f"judged-{number}") for sheet in SHEETS for number in (1, 2)}
    assert set(parts) == wanted
    assert all("nan" not in str(part).lower() for part in parts.values())


def test_whoever_comes_when_all_is_busy_is_told_to_wait() -> None:
    class Crowded(Live):
        def show(self, scenario: Scenario, quick: bool = False) -> Any:
            raise Busy

    context = context_of(create_app(Settings()))
    crowded = dataclasses.replace(context, live=Crowded())
    answered = Answers(crowded).answer({"sequence": "x"})
    assert answered["busy"] and answered["parts"] == {} and answered["sequence"] == 0


def test_one_computes_and_the_others_are_told_to_come_back(context: Context) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(Live):
        def show(self, scenario: Scenario, quick: bool = False) -> Any:
            begun.set()
            go_on.wait(60)
            return context.live.show(scenario, quick)

    answers = Answers(dataclasses.replace(context, live=Slow()))
    first = threading.Thread(target=answers.prepare)
    first.start()
    assert begun.wait(60)
    assert answers.answer({})["busy"]
    go_on.set()
    first.join()
    assert answers.answer({})["parts"] and not answers.answer({})["busy"]


def test_a_book_of_accounts_of_ones_own_fills_the_sheets(tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text(
        "\n".join(["account_id,status,tenure", *(f"a{n},client,{n}" for n in range(40))])
    )
    own = context_of(create_app(Settings(accounts=book)))
    answered = Answers(own).answer({})
    assert "--accounts" in answered["command"]
    assert len(answered["parts"]) == len(SHEETS) * 5


def test_the_shipped_scenarios_hold_a_territory_for_each_strategy(context: Context) -> None:
    """As the last sheet says: none of the three is right everywhere."""
    best = {}
    for preset in presets():
        compared = context.live.show(preset.scenario).outcomes(("margin",))["margin"]
        if compared.best is not None and compared.best.clear:
            best[preset.name] = compared.best.leader
    assert set(best.values()) == set(NAMES)


def test_the_limits_count_the_claims_as_they_stand(context: Context) -> None:
    limits = leaves(context)[-1]
    told = str(limits.content)
    from relsim.dashboards.evidence.sources import Evidence

    table = Evidence(context.settings.results).claims().found
    assert table is not None
    fails = sum(one.verdict == "fails" for one in table.claims)
    assert fails > 0  # "It refutes some of what it was built to show"
    assert f"{fails} fail" in told and f"Of {len(table.claims)} claims" in told
