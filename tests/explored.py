"""Results folders in every state for the tests of the Explore page, and how its page is used."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from relsim.study import spec
from relsim.study.experiment import Experiment
from relsim.study.run import execute

SETTLED = "#explore-page[data-idle]"
GRID, HALF, BROKEN, FAILING = "grid", "half", "broken", "failing"
HURT = "<script>window.hurt = 1</script>"
_CLICKS, _CLICK_MS = 3, 8_000
MODEL = {"customers": 90, "reps": 2}
LEVELS = {"competition": [0.0, 0.05, 0.1], "want_need_gap_mean": [0.0, 0.4]}


def experiment(name: str, **changes: Any) -> Experiment:
    """Return 72 short runs over two parameters, or others."""
    tables: dict[str, Any] = {
        "experiment": {
            "name": name,
            "question": f"Who wins? {HURT}",
            "replications": 4,
            "periods": 48,
            "seed": 5,
        },
        "model": MODEL,
        "strategies": {"compare": ["servile", "combative", "advisory"]},
        "design": {"kind": "grid", "parameters": LEVELS},
        "outputs": {"periods": True, "customers": True},
    }
    return spec.parse({**tables, **changes}, f"{name}.toml", Path())


def shelved(root: Path) -> Path:
    """Make a finished folder, an unfinished one, one with failed runs and a broken one."""
    execute(experiment(GRID), root / GRID, workers=1)
    execute(experiment(HALF), root / HALF, workers=1, limit_runs=40)
    os.environ["RELSIM_TEST_MARK"] = str(root / "there-is-no-such-file")
    fragile = {"compare": ["advisory", "own_strategies:Fragile"]}
    execute(experiment(FAILING, strategies=fragile), root / FAILING, workers=1)
    shutil.copytree(root / GRID, root / BROKEN)
    whole = (root / BROKEN / "runs.parquet").read_bytes()
    (root / BROKEN / "runs.parquet").write_bytes(whole[: len(whole) // 2])
    return root


@dataclass
class Looked:
    """The Explore page in a browser, used as a researcher does."""

    page: Any

    def asked(self, act: Callable[[], object]) -> None:
        """Do something and wait until all that it asks for is shown."""
        before = self.page.evaluate(
            "Number(document.querySelector('#explore-page').dataset.answered)"
        )
        act()
        self.page.wait_for_function(
            """before => {
              const page = document.querySelector('#explore-page').dataset;
              return Number(page.answered) > before && 'idle' in page;
            }""",
            arg=before,
        )

    def press(self, place: Any) -> None:
        """Click something that asks for something."""
        self.asked(place.click)

    def folder(self, name: str) -> None:
        """Open a results folder of the list."""
        self.press(self.page.locator(f".folder[title={name}]"))

    def tab(self, name: str) -> None:
        """Choose a view."""
        self.press(self.page.locator(".view-tab").get_by_text(name, exact=True))

    def choose(self, choice: str, value: str) -> None:
        """Choose something in a select."""
        select = self.page.locator(f"select[data-choice={choice}]").first
        self.asked(lambda: select.select_option(value))

    def cell(self, across: int, upward: int) -> None:
        """Click a cell of a map: competition across, the want-need gap upward."""
        plot = self.page.locator("#explore-first .nsewdrag").first
        box = plot.bounding_box()
        turned = self.page.evaluate(
            "document.querySelector('#explore-first .js-plotly-plot').data[0].x.length"
        )
        columns, rows = (3, 2) if turned == 3 else (2, 3)
        if turned != 3:
            across, upward = upward, across
        x = box["x"] + box["width"] * (across + 0.5) / columns
        y = box["y"] + box["height"] * (1 - (upward + 0.5) / rows)

        def click() -> None:
            # Plotly clicks on what it has seen the pointer over; what it forgets by drawing anew
            # between the two, on a busy machine, one points at again.
            for _ in range(_CLICKS):
                self.page.mouse.move(x - 3, y)
                self.page.mouse.move(x, y, steps=3)
                self.page.wait_for_selector("#explore-first .hoverlayer text", state="attached")
                self.page.mouse.click(x, y)
                if self._side_opens():
                    return

        self.asked(click)
        self.page.wait_for_selector("#explore-side .runs")

    def _side_opens(self) -> bool:
        errors = pytest.importorskip("playwright.sync_api")
        try:
            self.page.wait_for_selector("#explore-page[data-side]", timeout=_CLICK_MS)
        except errors.TimeoutError:
            return False
        return True

    def lines(self, name: str) -> list[list[float]]:
        """Return the values of the lines of a figure."""
        found: list[list[float]] = self.page.evaluate(
            "name => document.querySelector(`#explore-${name} .js-plotly-plot`)"
            ".data.filter(one => one.name).map(one => [...one.y])",
            name,
        )
        return found

    def cut_off(self) -> list[str]:
        """Return what of the view is outside of the window."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('.explore .results > *, .explore .opening *,'
              + ' .explore .figure, .explore .box')]
              .map((one) => [one, one.getBoundingClientRect()])
              .filter(([, box]) => box.width > 0)
              .filter(([, box]) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
              .map(([one]) => `${one.tagName} ${one.className}`)"""
        )
        return found
