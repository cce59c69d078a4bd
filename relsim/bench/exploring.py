"""Results folders of 100,000 runs looked into: how long each view of the Explore page takes."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from relsim.dashboards.jobs import Jobs
from relsim.dashboards.shelf.asking import AT_ONCE_SECONDS, Asking
from relsim.dashboards.shelf.shelf import Shelf
from relsim.dashboards.shelf.study import Study, weight
from relsim.dashboards.shelf.tables import streamed
from relsim.dashboards.shelf.types import View
from relsim.dashboards.texts import texts
from relsim.errors import InputError
from relsim.study import spec
from relsim.study.run import execute

GOAL_SECONDS = 1.0
"""What issue 4 allows a view."""
_WORLD = {"customers": 20, "reps": 3}
_RANGES = ("competition", "want_need_gap_mean", "crisis_rate", "lead_rate", "demandingness_mean")
_FOLDERS: dict[str, dict[str, Any]] = {
    "grid": {
        "replications": 100,
        "design": {
            "kind": "grid",
            "parameters": {
                "competition": {"low": 0.0, "high": 0.3, "levels": 21},
                "want_need_gap_mean": {"low": 0.0, "high": 0.75, "levels": 16},
            },
        },
    },
    "worlds": {
        "replications": 3,
        "design": {
            "kind": "latin-hypercube",
            "samples": 11_112,
            "parameters": dict.fromkeys(_RANGES, "plausible"),
        },
    },
    "steps": {
        "replications": 10,
        "design": {
            "kind": "morris",
            "trajectories": 556,
            "parameters": dict.fromkeys(_RANGES, "plausible"),
        },
    },
    "single": {"replications": 33_334, "outputs": {"periods": True, "customers": True}},
}


def bench_exploring() -> Iterator[tuple[str, str]]:
    """Measure every view of a grid, sampled worlds, Morris steps and a comparison, asked first."""
    said = texts()
    worst = 0.0
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "results"
        for name, of in _FOLDERS.items():
            _make(root, name, of)
        shelf = Shelf(root, said)
        asking = Asking(Jobs(), said)
        for entry in shelf.entries():
            study, seconds = _timed(partial(shelf.open, entry.id))
            worst = max(worst, seconds)
            yield f"explore {entry.folder}: open ({entry.done:,} runs)", _ms(seconds)
            for name in study.views:
                asked = study.read({"view": name})
                job = weight(study, asked) > AT_ONCE_SECONDS
                try:
                    view, seconds = _timed(partial(asking.view, study, asked))
                except InputError:  # too few clients in so small a territory
                    yield f"explore {entry.folder}: {name}", "nothing to show"
                    continue
                figure, drawing = _timed(partial(_figure, view))
                if not job:
                    worst = max(worst, seconds + drawing)
                shown = f"{_ms(seconds + drawing)}, {len(figure) / 1000:.0f} kB"
                yield f"explore {entry.folder}: {name}", shown + (", a job" if job else "")
            for what, work in _tables(study).items():
                _, seconds = _timed(work)
                if "CSV" not in what:
                    worst = max(worst, seconds)
                yield f"explore {entry.folder}: {what}", _ms(seconds)
    yield "explore: the slowest that is no job", f"{_ms(worst)} (goal {GOAL_SECONDS * 1000:.0f} ms)"


def _figure(view: View) -> str:
    return json.dumps(view.figure())


def _make(root: Path, name: str, of: dict[str, Any]) -> None:
    tables = {
        "experiment": {
            "name": name,
            "replications": of["replications"],
            "periods": 24,
            "seed": 20261121,
        },
        "model": _WORLD,
        "strategies": {"compare": ["servile", "combative", "advisory"]},
        **{key: value for key, value in of.items() if key != "replications"},
    }
    execute(spec.parse(tables, name, root), root / name, workers=2)


def _tables(study: Study) -> dict[str, Callable[[], object]]:
    everything = study.where({})
    middle = study.entry.done // 2
    page = {"startRow": middle, "endRow": middle + 100}
    sort = [{"colId": "margin", "sort": "desc"}]
    return {
        "100 runs from the middle": lambda: study.rows(everything, page),
        "100 runs, sorted by margin": lambda: study.rows(everything, {**page, "sortModel": sort}),
        "one run": lambda: study.run(middle),
        "CSV of all runs": lambda: sum(map(len, streamed(study, everything))),
    }


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
