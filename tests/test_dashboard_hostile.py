"""More than a thousand hostile requests to everything any page answers: calm, bounded, no leak."""

from __future__ import annotations

import itertools
import logging
import os
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from dash import Dash
from dashboard_server import Served, served, watched
from dashboard_strangers import (
    HOSTILE,
    LINK,
    SCRIPT,
    Asked,
    by_phone,
    faults,
    greedy,
    learnt,
    made_hostile,
    small,
    told_apart,
)

from relsim import simulation
from relsim.dashboards import ids
from relsim.dashboards.app import Settings
from relsim.dashboards.navigation import PAGES
from relsim.dashboards.scenario import CAP, WORKSHOP
from relsim.dashboards.workshop import page as workshop
from relsim.study.experiment import Experiment
from relsim.study.run import execute

pytestmark = pytest.mark.slow

PAYLOADS = 1_200
MOST_BYTES = 2_000_000
SECRET = "canary-that-nobody-may-hear"
UPDATE = "/_dash-update-component"
#: What the stores of the frame hold when somebody has been to the Workshop.
HELD = {
    ids.SCENARIO: WORKSHOP.to_json(),
    ids.BASELINE: WORKSHOP.to_json(),
    ids.PINS: [WORKSHOP.to_json(), WORKSHOP.changed("competition", 0.1).to_json()],
    ids.HISTORY: {"past": [WORKSHOP.to_json()], "future": []},
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results that can be explored, and beside it what is nobody's business."""
    room = tmp_path_factory.mktemp("room")
    experiment = Experiment.for_compare(
        ["servile", "advisory"], {"customers": 20, "reps": 2}, replications=4, periods=6, seed=4
    )
    execute(experiment, room / "results" / "small")
    shutil.copytree(room / "results" / "small", room / "private")
    for path in (room / "private").glob("*.*"):
        if path.suffix in (".toml", ".json"):
            path.write_text(path.read_text().replace("small", SECRET).replace("compare", SECRET))
    (room / "canary.txt").write_text(SECRET)
    (room / "results" / "way-out").symlink_to(room / "private", target_is_directory=True)
    (room / "results" / "file-out").symlink_to(room / "canary.txt")
    linked = room / "results" / "linked"
    shutil.copytree(room / "results" / "small", linked)
    (linked / "runs.parquet").unlink()
    (linked / "runs.parquet").symlink_to(room / "private" / "runs.parquet")
    named = room / "results" / "<img src=x onerror=window.hurt=1>"
    shutil.copytree(room / "results" / "small", named)
    for broken, text in (("no-json", "{"), ("other-json", "[[[1e999]]]"), ("empty", "")):
        (room / "results" / broken).mkdir()
        (room / "results" / broken / "manifest.json").write_text(text)
    return room


@pytest.fixture(scope="module")
def dashboard(room: Path) -> Iterator[Served]:
    # With phones let in, so that there is more to be attacked.
    with served(Settings(results=room / "results", lan=True)) as found:
        yield found


@pytest.fixture(scope="module")
def client(dashboard: Served) -> Any:
    return dashboard.app.server.test_client()


@pytest.fixture(scope="module")
def callbacks(client: Any) -> list[dict[str, Any]]:
    found = client.get("/_dash-dependencies").get_json()
    return [one for one in found if one["clientside_function"] is None]


@pytest.fixture(scope="module")
def addresses(dashboard: Served) -> list[tuple[str, str]]:
    """What is served besides Dash's own: method and path."""
    usual = {str(rule) for rule in Dash("nothing").server.url_map.iter_rules()}
    found = [
        (method, str(rule))
        for rule in dashboard.app.server.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if str(rule) not in usual
    ]
    assert found
    return found


@pytest.fixture(scope="module")
def lessons(browser: Any, dashboard: Served) -> dict[str, tuple[list[Asked], list[str]]]:
    """What each page asks while everything on it is clicked, and what it complains about."""
    found = {page.path: learnt(browser, dashboard, page) for page in PAGES}
    return found | {"/join": by_phone(browser, dashboard)}


@pytest.fixture(scope="module")
def honest(
    lessons: dict[str, tuple[list[Asked], list[str]]], callbacks: list[dict[str, Any]]
) -> list[Asked]:
    """What the pages ask, in a few variants each, with small scenarios.

    Callbacks that nothing clicked has called are asked with what their wires usually hold.
    """
    kept = [one for asked, _ in lessons.values() for one in told_apart(asked, 5)]
    heard = {one.body["output"] for one in kept if one.path == UPDATE}
    for callback in callbacks:
        if callback["output"] not in heard:
            wires = [one["id"] for one in callback["inputs"] + callback["state"]]
            kept.append(Asked("POST", UPDATE, body_for(callback, [HELD.get(w, 1) for w in wires])))
    return [Asked(one.method, one.path, small(one.body)) for one in kept]


class Watch:
    """What the server did while it was asked: runs made, files opened outside, lines logged.

    Attributes
    ----------
    work
        Account-months simulated for the last request.
    """

    def __init__(self, room: Path, said: pytest.LogCaptureFixture) -> None:
        self.room, self.said = room, said
        self.private = [room / "canary.txt", *(room / "private").rglob("*.*")]
        self.work = 0
        self.opened: list[str] = []

    def ask(self, asked: Asked, client: Any) -> Any:
        """Send a request and hold its answer against everything that must never be."""
        self.work = 0
        answer = asked.sent(client)
        # Where the stranger named the folder, the answer may say that there is none such.
        place = str(self.room)
        wrong = faults(answer, SECRET, *([] if place in str(asked.body) else [place]))
        size = len(answer.get_data())
        if size > MOST_BYTES:
            wrong.append(f"{size} bytes")
        if self.work > 2 * CAP:  # a scenario, and what it is compared with
            wrong.append(f"{self.work} account-months")
        assert not wrong, (wrong, asked, answer.get_data(as_text=True)[:500])
        return answer

    def hold(self) -> None:
        """Hold what was seen in all against everything that must never be."""
        assert self.opened == []
        read = [path.name for path in self.private if path.stat().st_atime != 0]
        assert read == []
        kept = [one for one in self.said.records if not one.name.startswith("hypothesis")]
        loud = [one for one in kept if one.levelno >= logging.WARNING or one.exc_info]
        assert [one.getMessage() for one in loud] == []
        assert [one for one in kept if "\n" in one.getMessage()] == []


_watches: list[Watch] = []


def _hear(event: str, given: tuple[Any, ...]) -> None:
    """An audit hook, which stays for good: hears of files only while somebody watches."""
    if event == "open" and _watches and isinstance(given[0], str | bytes | os.PathLike):
        path, room = os.path.realpath(os.fsdecode(given[0])), str(_watches[-1].room)
        if path.startswith(room) and not path.startswith(f"{room}/results"):
            _watches[-1].opened.append(path)


sys.addaudithook(_hear)


@pytest.fixture
def watch(
    room: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watch]:
    watch = Watch(room, caplog)
    for path in watch.private:  # Polars reads without Python's knowing; the file system knows
        os.utime(path, (0, path.stat().st_mtime))
    plain = simulation.run_world

    def counted(world: Any, arms: Any, periods: int, *more: Any, **named: Any) -> Any:
        watch.work += len(world.customers) * periods
        return plain(world, arms, periods, *more, **named)

    for name, module in list(sys.modules.items()):
        if name.startswith("relsim") and getattr(module, "run_world", None) is plain:
            monkeypatch.setattr(module, "run_world", counted)
    _watches.append(watch)
    with caplog.at_level(logging.DEBUG, logger="relsim"):
        yield watch
    _watches.pop()


def honest_still(dashboard: Served, client: Any, watch: Watch) -> None:
    """An honest scenario is still run, and a page still opened."""
    scenario = WORKSHOP.changed("customers", 30).changed("periods", 12 + len(watch.said.records))
    asked = Asked("POST", workshop.ADDRESS, {"sequence": 1, "scenario": scenario.to_json()})
    found = watch.ask(asked, client).get_json()
    assert watch.work >= 3 * WORKSHOP.replications * 30 * 12
    assert found["scenario"] == scenario.to_json() and len(found["figures"]) == 2
    assert dashboard.context.ready.is_set()


def body_for(callback: dict[str, Any], values: list[Any]) -> dict[str, Any]:
    """A request to a callback of Dash as the page would send it, with these values."""
    inputs, states = callback["inputs"], callback["state"]
    written = callback["output"].strip(".").split("...")
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in written]
    filled = [one | {"value": value} for one, value in zip(inputs + states, values, strict=True)]
    return {
        "output": callback["output"],
        "outputs": outputs if callback["output"].startswith("..") else outputs[0],
        "inputs": filled[: len(inputs)],
        "state": filled[len(inputs) :],
        "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
    }


def test_anything_is_answered_calmly_everywhere(
    dashboard: Served,
    client: Any,
    callbacks: list[dict[str, Any]],
    addresses: list[tuple[str, str]],
    watch: Watch,
) -> None:
    asked = 0
    for value in HOSTILE:
        for callback in callbacks:
            size = len(callback["inputs"]) + len(callback["state"])
            watch.ask(Asked("POST", UPDATE, body_for(callback, [value] * size)), client)
            asked += 1
        for method, path in addresses:
            for body in (value, {"query": value}, {"id": value, "where": value, "asked": value}):
                watch.ask(Asked(method, path, body), client)
                asked += 1
    assert asked > 400
    watch.hold()
    honest_still(dashboard, client, watch)


@pytest.mark.browser
def test_whatever_is_clicked_no_page_complains(
    lessons: dict[str, tuple[list[Asked], list[str]]],
) -> None:
    assert {path: faults for path, (_, faults) in lessons.items() if faults} == {}


@pytest.mark.browser
def test_every_address_is_learnt(honest: list[Asked], addresses: list[tuple[str, str]]) -> None:
    assert set(addresses) <= {(one.method, one.path) for one in honest}


@pytest.mark.browser
def test_a_thousand_hostile_requests(
    dashboard: Served, client: Any, honest: list[Asked], room: Path, watch: Watch
) -> None:
    luck = random.Random(4)
    ways_out = [
        "../private",
        "way-out",
        "file-out",
        "small/../../private",
        "/private",
        str(room / "private"),
        str(room / "canary.txt"),
        f"..%2fprivate%00{SECRET[:3]}",
    ]
    for one in honest:
        watch.ask(one, client)
    for _ in range(PAYLOADS):
        watch.ask(made_hostile(luck.choice(honest), luck, ways_out), client)
    watch.hold()
    honest_still(dashboard, client, watch)


@pytest.mark.browser
def test_the_largest_scenarios_are_cut_to_the_cap(
    client: Any, honest: list[Asked], watch: Watch
) -> None:
    most = dict.fromkeys((one.path for one in honest if "settings" in str(one.body)), 0)
    assert len(most) >= 3
    for path in most:
        one = max((one for one in honest if one.path == path), key=lambda one: len(str(one.body)))
        watch.ask(Asked(one.method, path, greedy(one.body)), client)
        most[path] = watch.work
    # It was as much as may be, so that what is held above could be broken.
    assert max(most.values()) > CAP / 2
    watch.hold()


LINKS = (
    "[...document.querySelectorAll('#page a')]"
    ".map(one => new URL(one.href.baseVal ?? one.href, location).origin)"
    ".filter(origin => origin !== location.origin)"
)


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
@pytest.mark.parametrize("values", [(SCRIPT,), (LINK, "../../private", "9" * 400, "-1e999")])
def test_a_hostile_link_opens_a_calm_page(
    browser: Any, dashboard: Served, honest: list[Asked], page: Any, values: tuple[str, ...]
) -> None:
    keys = {
        key for one in honest if one.path == page.path and one.method == "GET" for key in one.body
    }
    query = urlencode(
        dict(
            zip(sorted(keys | {"name", "seed", "nonsense"}), itertools.cycle(values), strict=False)
        )
    )
    path, resting = f"{page.path}?{query}", "#page [data-idle]"
    with watched(browser, dashboard, path, ready=resting) as tab:
        assert tab.page.evaluate("window.hurt === undefined")
        assert tab.page.locator("#page img").count() == 0
        assert tab.page.evaluate(LINKS) == []
        assert SECRET not in tab.page.content()
        assert tab.page.locator("#notice:visible").count() == 0
