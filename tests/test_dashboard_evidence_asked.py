"""What the Evidence page is asked for and answers: tables of one's own, damaged ones, tracks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from tried_by_hand import (
    CLAIM,
    EFFECT,
    FAILS,
    HURT,
    assessment,
    changed,
    of_file,
    shelved,
    table,
)

from relsim.cli.output import plain
from relsim.dashboards.app import Settings, create_app
from relsim.dashboards.compare.asked import from_query
from relsim.dashboards.evidence import asked, claims, opening, sources, tracks
from relsim.dashboards.evidence.page import ADDRESS
from relsim.dashboards.evidence.sources import SHIPPED, Evidence
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.errors import InputError
from relsim.evidence.claims import reading, stored
from relsim.evidence.patterns import CRITERIA, PATTERNS, Finding

HOSTILE: list[Any] = [
    None, "", 7, True, float("nan"), float("inf"), 10**400, -1, [], {}, [[]], "\x00", "x" * 100_000,
    HURT, "../../etc/passwd", {"a": {"b": []}}, {"query": 3}, {"query": "a=1&" * 5_000},
    {"view": ["patterns"], "open": {"x": 1}, "verdict": 3, "width": "wide", "height": float("nan")},
]  # fmt: skip


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    app = create_app(Settings(results=shelved(tmp_path / "results")))
    client = app.server.test_client()

    def call(**body: Any) -> dict[str, Any]:
        found: dict[str, Any] = client.post(ADDRESS, json=body).get_json()
        return found

    return call


# What is asked.


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_whatever_is_asked_a_page_can_be_shown(
    value: Any, ask: Callable[..., dict[str, Any]]
) -> None:
    wish = asked.read(value)
    assert wish.view in asked.VIEWS
    assert asked.SIZES[0] <= min(wish.width, wish.height) <= asked.SIZES[1]
    for key in ("query", "view", "open"):
        assert ask(**{key: value})["message"]


def test_a_link_brings_back_what_it_was_written_from() -> None:
    for state in (
        {"view": "claims", "verdict": "", "open": ""},
        {"view": "claims", "verdict": "fails", "open": "C07"},
        {"view": "patterns", "verdict": "", "open": "P4"},
    ):
        wish = asked.read({"query": asked.written(state)})
        assert {key: getattr(wish, key) for key in asked.KEYS} == state


# Where the evidence comes from.


def test_a_table_is_read_back_as_it_was_written() -> None:
    found = table()
    told = json.loads(json.dumps(plain(found.to_dict())))
    again = stored.table(told)
    assert [one.id for one in again.claims] == [one.id for one in found.claims]
    assert repr(again) == repr(found)  # not a number is not equal to itself


WRONG: dict[str, Callable[[Any], object]] = {
    "format": lambda told: told.update(format=99),
    "claims": lambda told: told.update(claims={}),
    "a claim": lambda told: told["claims"].append(3),
    "verdict": lambda told: told["claims"][0].pop("verdict"),
    "effects[0].p": lambda told: told["claims"][1]["effects"][0].update(p="small"),
    "replications": lambda told: told["claims"][0].update(replications=1.5),
    "says": lambda told: told["claims"][0].update(says=None),
    "origin": lambda told: told["claims"][0].update(origin=[]),
    "world": lambda told: told["claims"][5]["on_trial"].update(world={"a": "b"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_table_that_is_damaged_is_refused_by_its_part(name: str) -> None:
    with pytest.raises(InputError, match=r"^claims\.json") as refused:
        stored.table(changed(table().to_dict(), WRONG[name]))
    if "." in name:
        assert name in str(refused.value)


def test_what_ships_can_be_read() -> None:
    for name, read in (("claims", "claims"), ("patterns", "patterns")):
        if (SHIPPED / f"{name}.json").exists():
            kept = getattr(Evidence(Path("nowhere")), read)()
            assert kept.found is not None
            assert (kept.own, kept.fault) == ("", "")


def test_a_newer_run_of_ones_own_is_shown_and_an_older_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = shelved(tmp_path / "shipped") / "claims" / "claims.json"
    monkeypatch.setattr(sources, "SHIPPED", theirs.parent)
    own = shelved(tmp_path / "results", claims=replace(table(), version="own").to_dict())
    evidence = Evidence(own)
    path = own / "claims" / "claims.json"
    when = theirs.stat().st_mtime_ns
    os.utime(path, ns=(when + 1, when + 1))
    kept = evidence.claims()
    assert kept.found is not None
    assert (kept.found.version, kept.own) == ("own", "results/claims/claims.json")
    os.utime(path, ns=(when - 1, when - 1))
    kept = evidence.claims()
    assert kept.found is not None
    assert (kept.found.version, kept.own, kept.fault) == ("0.0.1", "", "")


DAMAGED = {
    "no JSON": "{",
    "nested": "[" * 100_000,
    "a list": "[1, 2]",
    "another version": '{"format": 0}',
    "binary": "\x00\x01",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_run_of_ones_own_gives_way_to_what_ships(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "SHIPPED", tmp_path / "shipped")
    both = tmp_path / "shipped"
    shelved(tmp_path / "source")
    both.mkdir()
    for name in ("claims", "patterns"):
        (both / f"{name}.json").write_bytes(
            (tmp_path / "source" / name / f"{name}.json").read_bytes()
        )
    evidence = Evidence(shelved(tmp_path / "results", claims=content, patterns=content))
    for kept in (evidence.claims(), evidence.patterns()):
        assert kept.found is not None
        assert kept.own == "" and kept.fault
        assert str(tmp_path) not in kept.fault


def test_patterns_that_cannot_be_drawn_are_damaged(tmp_path: Path) -> None:
    for change in (
        lambda told: told["lines"].pop("whale"),
        lambda told: told["lines"]["recovery"].update(middle=[0.1]),
        lambda told: told["patterns"][0]["criteria"][0].update(value="much"),
    ):
        told = changed(assessment().to_dict(), change)
        kept = Evidence(shelved(tmp_path / "results", patterns=told)).patterns()
        assert "damaged" in kept.fault


def test_a_link_out_of_the_results_is_not_followed(tmp_path: Path) -> None:
    shelved(tmp_path / "elsewhere")
    (tmp_path / "results" / "claims").mkdir(parents=True)
    link = tmp_path / "results" / "claims" / "claims.json"
    link.symlink_to(tmp_path / "elsewhere" / "claims" / "claims.json")
    assert Evidence(tmp_path / "results").claims().own == ""


def test_with_nothing_to_show_the_page_says_what_would_make_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "SHIPPED", tmp_path)
    client = create_app(Settings(results=tmp_path / "results")).server.test_client()
    for view, line in (("claims", "relsim claims --knock-outs"), ("patterns", "relsim patterns")):
        found = client.post(ADDRESS, json={"view": view}).get_json()
        assert line in json.dumps(found["alone"]) and found["command"] == line
        assert found["list"] == [] and found["figure"] is None


# What is shown.


def test_refuted_claims_come_first_and_a_verdict_can_be_chosen() -> None:
    tried = table().claims
    assert [one.id for one in claims.in_order(tried)] == [
        "C07", "X02", "X04", "C05", "X01", "C14", "X03",
    ]  # fmt: skip
    assert [one.id for one in claims.in_order(tried, "undecided")] == ["C05"]
    assert claims.counts(tried) == {"fails": 3, "undecided": 1, "holds": 3}


def test_the_message_counts_and_the_family_counts_too(ask: Callable[..., dict[str, Any]]) -> None:
    found = ask()
    assert found["message"] == "3 of 7 claims hold, 3 fail, 1 undecided"
    assert "3 hold, 2 fail, 2 undecided" in found["detail"]
    assert "results/claims/claims.json" in found["detail"]
    assert found["announced"].endswith("Refuted: C07, X02, X04.")


def test_a_claim_in_full_has_all_that_is_known_of_it(ask: Callable[..., dict[str, Any]]) -> None:
    (claim,) = reading.find(["C07"])
    told = json.dumps(ask(open="C07")["side"], ensure_ascii=False)
    for part in (claim.says, claim.test, CLAIM.evidence, "asking", "taking", "M2", "M9", "reversed",
                 "2 % of list revenue", CLAIM.command, CLAIM.replay, "500 accounts"):  # fmt: skip
        assert part in told, part
    assert "cannot be set in the Workshop" in told
    beside = json.dumps(ask(open="C14")["side"], ensure_ascii=False)
    assert "shown beside" in beside and "competition" in beside


def test_what_a_link_opens_is_in_the_list(ask: Callable[..., dict[str, Any]]) -> None:
    found = ask(query="verdict=holds&open=C07")
    assert (found["state"]["verdict"], found["state"]["open"]) == ("", "C07")
    gone = ask(query="verdict=holds&open=C99")
    assert gone["state"] == {"view": "claims", "verdict": "holds", "open": ""}
    assert "no claim C99" in json.dumps(gone["notes"])


def test_every_pattern_is_shown_with_its_band_met_or_missed(
    ask: Callable[..., dict[str, Any]],
) -> None:
    found = assessment()
    answered = ask(view="patterns")
    told = json.dumps(answered["list"], ensure_ascii=False)
    assert answered["message"] == found.headline
    for one in found.findings:
        assert one.criterion.band in told
    assert told.count('"missed"') == sum(not one.met for one in found.findings) + 10 - sum(
        found.met.values()
    )
    for key in PATTERNS:
        one_of = ask(view="patterns", open=key)
        assert (one_of["figure"] is not None) == (key in ("P1", "P4", "P7", "P14"))
        assert PATTERNS[key].source in json.dumps(one_of["side"], ensure_ascii=False)


# From a claim to a scenario.


def test_treatment_and_control_open_as_scenarios_where_they_can() -> None:
    found = {}
    for claim in reading.find(()):
        shown = opening.scenarios(claim)
        if not shown:
            continue
        found[claim.id] = link = opening.link(shown)
        path, _, query = link.partition("?")
        back = from_query(query)[0] if path == "/compare" else (Scenario.from_query(query)[0],)
        assert back == shown
        assert len(shown) == len(claim.settings)
        strategies = {name for one in shown for name in one.strategies}
        assert strategies == {cell.strategy for cell in claim.cells}
        for one in shown:
            assert (one.seed, one.periods) == (claim.experiment.seed, claim.experiment.periods)
            assert one.replications <= WORKSHOP.replications
            settings = {name: one.value(name) for name in claim.fixed}
            cells = [
                cell for cell in claim.cells if dict(cell.settings).items() <= settings.items()
            ]
            assert {cell.strategy for cell in cells} == set(one.strategies)
    # The presets against each other, and one preset in two worlds.
    assert found["C14"].startswith("/?") and found["C05"].startswith("/compare?")
    forced = [one.id for one in reading.find(()) if one.experiment.interventions]
    assert not set(forced) & set(found)


def test_a_claim_that_says_something_else_than_its_file_is_not_opened() -> None:
    assert opening.file_of(of_file("C14")) is not None
    assert opening.file_of(replace(of_file("C14"), says="Something else.")) is None
    assert opening.file_of(CLAIM) is None


# Tracks.


def styles(component: Any) -> dict[str, dict[str, str]]:
    return {
        part.className.split()[0]: getattr(part, "style", {}) or {} for part in component.children
    }


def test_an_effect_lies_where_its_sign_and_size_say() -> None:
    drawn = styles(tracks.effect(EFFECT))
    assert float(drawn["mark"]["--at"].rstrip("%")) == pytest.approx(tracks.place(3.0), abs=0.01)
    assert float(drawn["track-line"]["--at"].rstrip("%")) > 50
    worse = styles(tracks.effect(replace(EFFECT, threshold=-0.02, estimand="non-inferiority")))
    assert float(worse["track-line"]["--at"].rstrip("%")) < 50
    assert float(styles(tracks.effect(FAILS))["mark"]["--at"].rstrip("%")) < 30
    assert tracks.place(-2.0) + tracks.place(2.0) == pytest.approx(100.0)


def test_what_lies_beyond_a_track_is_told_by_an_arrow() -> None:
    far = tracks.effect(replace(EFFECT, effect=9.0, low=0.01, high=99.0))
    names = [part.className for part in far.children]
    assert "track-interval beyond-high" in names
    assert styles(far)["mark"]["--at"] == "98.00%"


def test_what_could_not_be_measured_has_no_mark() -> None:
    blank = tracks.effect(replace(EFFECT, effect=float("nan"), low=float("nan")))
    assert "mark" not in styles(blank)


@pytest.mark.parametrize("name", CRITERIA)
def test_a_value_lies_in_its_zone_exactly_when_it_is_in_its_band(name: str) -> None:
    criterion = CRITERIA[name]
    edges = [edge for edge in (criterion.low, criterion.high) if abs(edge) < float("inf")]
    for edge in edges:
        for step in (-0.2, 0.2):
            value = edge + step * criterion.width
            drawn = styles(tracks.band(Finding(criterion, value, value, value)))
            low, high = (float(drawn["track-zone"][k].rstrip("%")) for k in ("--low", "--high"))
            at = float(drawn["mark"]["--at"].rstrip("%"))
            assert (low < at < 100 - high) == (criterion.low <= value <= criterion.high)


def test_every_part_of_a_trial_is_a_plain_record() -> None:
    assert json.loads(json.dumps(asdict(CLAIM)))["effects"][0]["delta"] == 0.02
