"""What-if on the Relationship page: one answer changed, all luck the same, told by the model."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from relsim.dashboards.relationship.answers import PANELS, answer, read
from relsim.dashboards.relationship.stories import Stories
from relsim.dashboards.scenario import Scenario
from relsim.dashboards.texts import texts
from relsim.errors import InputError
from relsim.interventions import parse
from relsim.rules.bargain import GRANTED, REFUSED
from relsim.rules.request import DEADLINE
from relsim.simulation import new_world, run_world, settled, simulate
from relsim.stepping import Ledger
from relsim.tracing import trace
from relsim.tracing.branching import ANSWERS, Branch, allowed, branch_of, branches, interventions

SMALL = Scenario(settings=(("customers", 120), ("reps", 3)), periods=48, seed=4)
WORLD: dict[str, Any] = {"seed": 4, "periods": 48, "customers": 120, "reps": 3}
P = settled({}).record[0]


@pytest.fixture(scope="module")
def stories() -> Stories:
    return Stories()


def demanded(strategy: str, wanted: str) -> tuple[int, int]:
    """A client and a month in which an answer to its demand is allowed that was not given."""
    for account in range(WORLD["customers"]):
        for month in trace(strategy, customer=account, **WORLD).months[3:]:
            if month["request"] and not month["request"]["pitch"] and wanted in allowed(month, P):
                return account, month["month"]
    pytest.fail("nobody demands anything")


def test_before_a_branch_every_month_is_the_same_to_the_bit_and_after_it_the_luck_is() -> None:
    account, number = demanded("servile", "refuse")
    plain = trace("servile", customer=account, **WORLD)
    said_no = interventions([Branch("servile", number, "refuse")], account)
    other = trace("servile", customer=account, interventions=said_no, **WORLD)
    assert plain.months[number]["outcome"]["answer"] == GRANTED
    assert other.months[number]["outcome"]["answer"] == REFUSED
    assert other.months[number]["outcome"]["conceded"] == 0.0
    assert plain.months[:number] == other.months[:number]
    assert plain.series[:number].tobytes() == other.series[:number].tobytes()
    assert plain.months[number]["request"] == other.months[number]["request"]
    assert plain.months[number]["truth"] == other.months[number]["truth"]
    assert plain.months[number]["after"] != other.months[number]["after"]
    after = [
        (before, now)
        for before, now in zip(plain.months[number:], other.months[number:], strict=True)
        if before["request"] and now["request"]
    ]
    assert len(after) > 5
    for before, now in after:
        assert before["request"]["luck"] == now["request"]["luck"]
        assert before["truth"]["rival"] == now["truth"]["rival"]
        assert before["truth"]["urgency"] == now["truth"]["urgency"]


def test_an_account_of_another_rep_is_untouched_unless_it_hears_of_it() -> None:
    account, number = demanded("servile", "refuse")
    said_no = interventions([Branch("servile", number, "refuse")], account)

    def ended(told: dict[str, Any], forced: Any) -> tuple[Any, Any]:
        world, arms, _ = new_world("servile", interventions=forced, **WORLD, **told)
        reps = world.customers["rep"].copy()
        seen: list[bytes] = []

        def watch(_: int, ledger: Ledger) -> None:
            seen.append(ledger.requests[reps != reps[account]].tobytes())

        run_world(world, arms, WORLD["periods"], watch)
        return world.customers[reps != reps[account]].tobytes(), seen

    alone = {"m14_word_of_mouth": 0}
    assert ended(alone, ()) == ended(alone, said_no)
    # Talk moves the others, so the test above is not empty.
    assert ended({"talk_rate": 0.5, "act_share": 1.0}, ()) != ended(alone, ())


@pytest.mark.parametrize("strategy", ["servile", "combative", "advisory"])
def test_an_answer_comes_out_as_it_is_meant(strategy: str) -> None:
    seen = Counter[str]()
    for account in range(WORLD["customers"]):
        months = trace(strategy, customer=account, **WORLD).months
        demands = (m for m in months if m["request"] and not m["request"]["pitch"])
        month = next((m for m in demands if m["outcome"]["answer"]), None)
        if month is None:
            continue
        for name in {"refuse", "reason", "stand", "grant"} & set(allowed(month, P)):
            if name == "grant" and month["request"]["demand_kind"] != DEADLINE:
                continue  # the rep may not be allowed to give what is asked
            forced = interventions([Branch(strategy, month["month"], name)], account)
            short = {**WORLD, "periods": month["month"] + 1}
            now = trace(strategy, customer=account, interventions=forced, **short)
            outcome = now.months[-1]["outcome"]
            expected = GRANTED if name == "grant" else REFUSED
            assert outcome["answer"] == expected, (account, month["month"], name)
            assert outcome["proposed"] == 0
            assert outcome["reasoned"] == (name == "reason")
            seen[name] += 1
    assert seen["reason"] > 10 and (seen["stand"] >= 1 or strategy == "combative")


def test_the_page_tells_what_the_model_gives(stories: Stories) -> None:
    account, number = demanded("servile", "refuse")
    said = texts()
    wish = {
        "scenario": SMALL.to_json(),
        "account": str(account),
        "branch": [f"servile.{number}.refuse"],
    }
    found = answer(read(wish, stories), stories, said)
    table = {
        "period": number,
        "what": "answer",
        "who": {"accounts": [account]},
        "answer": dict(ANSWERS["refuse"]),
        "arms": ["servile"],
    }
    run = simulate("servile", interventions=parse([table]), **WORLD)
    told = trace("servile", customer=account, interventions=parse([table]), **WORLD)
    assert told.series.tobytes() == run.series.tobytes()
    plain = trace("servile", customer=account, **WORLD)
    for panel in PANELS:
        for one, grey in ((told, False), (plain, True)):
            expected = [
                month["after"][panel]
                if "client" in (month["status"], month["status_after"])
                else None
                for month in one.months
            ]
            assert drawn(found, panel, grey=grey) == [
                None if value is None else pytest.approx(value, rel=1e-4) for value in expected
            ]
    month = found["lives"][0]["months"][number]
    assert " ".join(text for text in month["said"] if text) in told.months[number]["story"]
    parts = plain.months[number]["parts"]
    assert month["was"] == f"{parts['answered']} {parts['came']}"
    assert found["verdict"]["first"][0] == number
    # By the end: the account's margin as the run has it.
    gained = (
        run.accounts["margin"][account] - simulate("servile", **WORLD).accounts["margin"][account]
    )
    words = found["verdict"]["detail"]
    amount = "as much" if abs(gained) < 0.5 else "more" if gained > 0 else "less"
    assert amount in words.split(" from them")[0]
    if abs(gained) < 1000 and amount != "as much":
        assert f"{abs(gained):,.0f} EUR" in words


def drawn(found: dict[str, Any], panel: str, *, grey: bool) -> list[float | None]:
    """The yes-sayer's line in a panel, in colour or in grey."""
    axis = f"y{2 + PANELS.index(panel)}"
    lines = [
        one
        for one in found["figure"]["data"]
        if one.get("yaxis") == axis and one["mode"] == "lines" and ("name" not in one) == grey
    ]
    return list(lines[0]["y"])


def test_two_branches_stack_and_a_third_takes_the_place_of_the_first() -> None:
    names = ["servile", "advisory"]
    given = ["servile.3.refuse", "advisory.5.grant", "servile.9.trade"]
    assert [str(one) for one in branches(given, names, 24)] == given[1:]
    assert [str(one) for one in branches("servile.3.refuse,servile.3.grant", names, 24)] == [
        "servile.3.grant"
    ]
    account, number = demanded("servile", "refuse")
    both = [Branch("servile", number, "refuse"), Branch("servile", number + 6, "order")]
    once = trace(
        "servile", customer=account, interventions=interventions(both[:1], account), **WORLD
    )
    twice = trace("servile", customer=account, interventions=interventions(both, account), **WORLD)
    assert once.months[: number + 6] == twice.months[: number + 6]
    assert twice.months[number + 6]["behaviour"]["diagnosis"] == 0.0


@pytest.mark.parametrize(
    "text", ["", "servile", "servile.7", "nobody.7.refuse", "servile.x.refuse", "servile.99.refuse",
             "servile.7.shrug", "servile.-1.refuse", "servile." + "9" * 5000 + ".refuse"],
)  # fmt: skip
def test_what_is_no_branch_is_refused_by_name_and_left_out_by_the_page(text: str) -> None:
    with pytest.raises(InputError, match="--what-if"):
        branch_of(text, ["servile"], 24, "--what-if")
    assert branches([text], ["servile"], 24) == ()


@pytest.mark.parametrize("answer_name", ANSWERS)
def test_every_answer_can_be_forced_in_any_month(answer_name: str) -> None:
    forced = interventions([Branch("advisory", 2, answer_name)], 3)
    told = trace("advisory", customer=3, interventions=forced, **{**WORLD, "periods": 4})
    row = told.months[2]["behaviour"]
    if row is not None:
        assert {name: row[name] for name in ANSWERS[answer_name]} == dict(ANSWERS[answer_name])


def test_the_command_line_takes_the_same_branch(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relsim.cli import main
    from relsim.dashboards.relationship.answers import command

    monkeypatch.chdir(tmp_path)
    account, number = demanded("servile", "refuse")
    branch = Branch("servile", number, "refuse")
    small = dataclasses.replace(SMALL, strategies=("servile",))
    line = command(small, account, [branch]).split()[1:]
    assert main([*line, "--json"]) == 0
    months = json.loads(capsys.readouterr().out)["months"]["servile"]
    forced = interventions([branch], account)
    expected = trace("servile", customer=account, interventions=forced, **WORLD).months
    assert [month["story"] for month in months] == [month["story"] for month in expected]
