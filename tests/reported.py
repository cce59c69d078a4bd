"""What tests of the report tell of and look with: a small run, outcomes by hand, an outline."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from relsim.analysis import Comparison, Measured, compare_outcome
from relsim.study.experiment import Experiment
from relsim.study.run import execute

MARGIN = Measured("margin", "Margin", "EUR", 1)


def small_comparison(place: Path) -> Path:
    """Run a small comparison; return its results folder."""
    experiment = Experiment.for_compare(
        parameters={"customers": 600, "reps": 6, "competition": 0.11},
        replications=4,
        periods=30,
        seed=3,
        name="small",
    )
    execute(experiment, place, workers=1, command="relsim compare --out 'my results'")
    return place


def compared(**values: list[float]) -> Comparison:
    return compare_outcome(values, MARGIN)


class Outline(HTMLParser):
    """Headings, ids, classes and unclosed elements of a page."""

    VOID = frozenset({"meta", "link", "br", "line", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id" and value is not None]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in {"script", "style"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())
