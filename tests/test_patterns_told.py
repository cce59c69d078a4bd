"""`relsim patterns` as users meet it: the table, JSON, the page and its figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

import numpy as np
import pytest

from relsim import figures
from relsim.cli import main
from relsim.evidence.patterns import (
    CRITERIA,
    PATTERNS,
    Assessment,
    Finding,
    Line,
    assess,
    wording,
)
from relsim.evidence.patterns.published import BUYING_AGAIN
from relsim.figures import patterns as drawn
from relsim.report import patterns as page

SMALL = ("--set", "customers=100", "--set", "reps=3", "-r", "2")
NOBODY = {"customers": 40, "reps": 2, "client_share_start": 0, "lead_rate": 0}
FIGURES = (drawn.survival, drawn.whale, drawn.orientation, drawn.recovery)

Told = tuple[int, str, str]


@pytest.fixture
def relsim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Told]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> Told:
        capsys.readouterr()
        status = main(("patterns", *arguments))
        return (status, *capsys.readouterr())

    return call


@pytest.fixture(scope="module")
def assessed() -> Assessment:
    return assess({"customers": 100, "reps": 3}, 0, 2)


@pytest.fixture(scope="module")
def empty() -> Assessment:
    return assess(NOBODY, 0, 2)


def test_each_criterion_stands_in_the_table(relsim: Callable[..., Told]) -> None:
    status, out, err = relsim(*SMALL)
    assert (status, err) == (0, "")
    page, _, commands = out.partition("Report:")
    assert max(map(len, page.splitlines())) <= 100
    assert "relsim patterns --replications 2 --seed 0 " in commands
    text = " ".join(out.split())
    told = json.loads(Path("results/patterns/patterns.json").read_text(encoding="utf-8"))
    for pattern in told["patterns"]:
        verdict = "met" if pattern["met"] else "missed"
        assert f"{pattern['id']} {pattern['title']}: {verdict}" in text
        for one in pattern["criteria"]:
            value = wording.number(one["value"]) if one["value"] is not None else "–"
            assert f"{one['band']} {value} " in text
    assert text.count(" read-back ") >= 2
    assert f"{told['met']} of 10 patterns met on their structural criteria." in text
    assert "presets (servile, combative, advisory) play no part" in text
    assert "Fewer than 30 replications" in text


def test_a_narrow_page_loses_nothing(
    relsim: Callable[..., Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    _, out, _ = relsim(*SMALL, "--no-report")
    assert max(map(len, out.splitlines()[:-4])) <= 50
    text = " ".join(out.split())
    assert all(f"{one.label} ({one.unit}): " in text for one in CRITERIA.values())
    assert text.count(": met") + text.count(": missed") == len(CRITERIA) + len(PATTERNS)
    assert "Report:" not in out
    assert not list(Path().rglob("report.html"))


def test_the_same_seed_gives_the_same_bytes_for_any_number_of_workers(
    relsim: Callable[..., Told],
) -> None:
    outs = [relsim(*SMALL, "--workers", n, "--out", "again")[1] for n in ("1", "2")]
    first = {path.name: path.read_bytes() for path in Path("again").iterdir()}
    assert outs[0] == outs[1]
    relsim(*SMALL, "--workers", "1", "--out", "other")
    assert {path.name: path.read_bytes() for path in Path("other").iterdir()} == first
    assert set(first) == {"patterns.json", "report.html"}
    relsim(*SMALL, "--seed", "1", "--out", "other", "--no-report")
    assert Path("other/patterns.json").read_bytes() != first["patterns.json"]


def test_json_is_all_there_is_on_stdout_and_complete(relsim: Callable[..., Told]) -> None:
    status, out, _ = relsim(*SMALL, "--json", "--out", "here")
    told = json.loads(out, parse_constant=lambda name: pytest.fail(f"JSON holds {name}"))
    assert status == 0
    assert told["report"] == "here/report.html"
    kept = json.loads(Path("here/patterns.json").read_text(encoding="utf-8"))
    assert {key: told[key] for key in kept} == kept
    names = [one["name"] for pattern in kept["patterns"] for one in pattern["criteria"]]
    assert names == list(CRITERIA)
    assert kept["changed"] == {"customers": 100, "reps": 3}
    assert {len(line["middle"]) for line in kept["lines"].values()} == {8, 21, 7, 4}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--set", "compettion=0.1"), "competition"),
        (("--set", "competition=1.5"), "outside [0, 1]"),
        (("--set", "yielding=0.5"), "behaviour"),
        (("--replications", "1"), "--replications = 1 is outside [2,"),
        (("--replications", "many"), "not a whole number"),
        (("--seed", "-1"), "--seed = -1 is outside [0,"),
        (("--workers", "0"), "--workers = 0 is outside [1,"),
        (("--out", "taken"), "taken: cannot be written"),
    ],
)
def test_bad_input_ends_with_one_message(
    relsim: Callable[..., Told], arguments: tuple[str, ...], told: str
) -> None:
    Path("taken").write_text("a file", encoding="utf-8")
    status, out, err = relsim(*arguments)
    assert (status, out) == (2, "")
    assert told in " ".join(err.split())
    assert "Traceback" not in err
    assert [path.name for path in Path().iterdir()] == ["taken"]


def test_a_firm_without_clients_misses_everything(empty: Assessment) -> None:
    assert not any(empty.met.values())
    assert empty.headline.startswith("0 of 10 ")
    assert all(word for word in (wording.on_whale(empty), wording.on_orientation(empty)))
    page.render(empty)


@pytest.mark.parametrize("draw", FIGURES)
def test_figures_are_plain_json_that_can_be_repainted(
    draw: Callable[..., figures.Figure], assessed: Assessment, empty: Assessment
) -> None:
    for found in (assessed, empty):
        for big in (False, True):
            light = draw(found, theme="light", big=big)
            assert json.loads(json.dumps(light, allow_nan=False)) == light
            dark = json.dumps(draw(found, theme="dark", big=big))
            text = json.dumps(light)
            for ours, theirs in figures.dark_of_light().items():
                text = text.replace(f'"{ours}"', f'"\0{theirs}"')
            assert text.replace("\0", "") == dark


def test_survival_stands_beside_the_published_cohort(assessed: Assessment) -> None:
    figure = drawn.survival(assessed)
    lines = {trace["name"]: trace["y"] for trace in figure["data"] if "name" in trace}
    assert lines["Published cohort"] == [1.0, 0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491]
    assert lines["The model"] == figures.plain(assessed.lines["survival"].middle)
    assert lines["By sorting alone"] == figures.plain(assessed.lines["sorting"].middle)
    assert figure["data"][-1]["mode"] == "markers"


def test_published_ranges_stand_in_the_whale_curve(assessed: Assessment) -> None:
    *_, top, worst = drawn.whale(assessed)["data"]
    assert (top["x"], top["y"]) == ([0.2, 0.2], [1.2, 3.2])
    # beyond the worst 10 % the others have brought what those lose, on top of all profit
    assert (worst["x"], worst["y"]) == ([0.9, 0.9], [1.25, 3.0])


def test_satisfaction_stands_beside_margin_with_intervals(assessed: Assessment) -> None:
    margin, satisfaction = drawn.orientation(assessed)["data"]
    assert "xaxis" not in margin
    assert (satisfaction["xaxis"], satisfaction["yaxis"]) == ("x2", "y2")
    for trace, name in ((margin, "margin"), (satisfaction, "satisfaction")):
        line = assessed.lines[name]
        assert trace["y"] == figures.plain(line.middle)
        assert trace["error_y"]["array"] == figures.plain(line.high - line.middle)


def test_recovery_stands_beside_the_bands(assessed: Assessment) -> None:
    data = drawn.recovery(assessed)["data"]
    assert [trace["x"] for trace in data[::3]] == [
        [0.0, 0.19], [0.09, 0.29], [0.44, 0.64], [0.72, 0.92],
    ]  # fmt: skip
    assert [trace["x"][0] for trace in data[1::3]] == list(BUYING_AGAIN.values())
    model = [trace["x"][0] for trace in data[2::3]]
    assert model == figures.plain(assessed.lines["recovery"].middle)


def test_the_page_holds_the_table_first_and_four_figures(assessed: Assessment) -> None:
    text = page.render(assessed).decode("utf-8")
    body = text[text.index("<body>") : text.index('id="drawing"')]
    assert body.index("<table>") < body.index("<figure")
    assert body.count("<figure") == 4
    for one in assessed.findings:
        assert escape(wording.label(one)) in body
    assert body.count(">read-back<") == 2
    for pattern, met in assessed.met.items():
        head = body[body.index(f">{pattern} · ") :]
        assert f'<td class="words">{"met" if met else "missed"}</td></tr>' in head[:300]
    assert wording.command(assessed) in body
    assert "http" not in body


def test_messages_say_what_is_missed() -> None:
    def told(rises: float, slope: float) -> Assessment:
        values = {"retention_rises": rises, "sorting_rises": 1.0, "margin_slope_low": 0.5,
                  "margin_slope_high": -0.5, "margin_optimum": 0.4, "satisfaction_slope": slope,
                  "survival_rmse": 1.25}  # fmt: skip
        flat = {name: np.full(8, 0.5) for name in ("survival", "margin")}
        return replace(
            blank,
            findings=tuple(
                Finding(one, *[values.get(name, 0.0)] * 3) for name, one in CRITERIA.items()
            ),
            lines={name: Line(line, line, line) for name, line in flat.items()},
        )

    blank = Assessment(0, 60, {}, "", (), {})
    assert "1.2 points apart" in wording.on_survival(told(1.0, 0.1))
    assert "retention rises with tenure, also by sorting alone" in wording.on_survival(
        told(1.0, 0.1)
    )
    assert "does not clearly rise" in wording.on_survival(told(0.5, 0.1))
    assert "Margin peaks at 0.40 and satisfaction rises" in wording.on_orientation(told(1.0, 0.1))
    assert "does not rise throughout" in wording.on_orientation(told(1.0, -0.1))


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1920, "light"), (390, "dark")])
def test_in_a_browser(
    chromium_path: str, assessed: Assessment, tmp_path: Path, width: int, scheme: str
) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    address = page.write(assessed, tmp_path / "report.html").resolve().as_uri()
    asked: list[str] = []
    faults: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": width, "height": 1080}, color_scheme=scheme)
        tab.on("console", lambda message: faults.append(message.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(address)
        tab.wait_for_selector("html[data-drawn]", timeout=30_000)
        assert faults == []
        assert asked == [address]
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert tab.locator(".plot svg.main-svg").count() >= 4
        browser.close()
