"""What can be asked of a results folder, and what comes back: plain values, for pages to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from relsim.figures import Figure, Reading, ThemeName

if TYPE_CHECKING:
    from relsim.dashboards.jobs import Look
    from relsim.dashboards.scenario import Scenario

#: Views in the order of a menu; `Study.views` says which of them a folder has.
#: outcomes: strategies compared, paired differences; series: over months; parameter: one varied
#: name with error bars; levels: heatmap; phases: who leads where, over two names or one; shares:
#: of sampled points, at how many each leads along one name; importance: tornado; whale,
#: survival: customers. Runs and failures are tables (`Study.rows`, `Study.failures`).
VIEWS = (
    "phases",
    "levels",
    "shares",
    "parameter",
    "importance",
    "outcomes",
    "series",
    "whale",
    "survival",
)


@dataclass(frozen=True, slots=True)
class Varied:
    """A name that the design varies.

    Attributes
    ----------
    name, label, unit
        As in ``runs.parquet``; in words; its unit or "".
    values
        Its levels, ascending; empty where it is sampled from a range (then it cannot be fixed).
    written
        Each of `values` as text, short and all different: what a select shows.
    low, high
        Its ends.
    """

    name: str
    label: str
    unit: str
    values: tuple[float, ...]
    written: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """An outcome that can be asked about: what a select shows, and how its values are written."""

    name: str
    label: str
    unit: str
    reading: Reading
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a study, everything in it checked; made by `Study.read`.

    Attributes
    ----------
    view
        One of `Study.views`.
    outcome
        One of `Study.outcomes` by name (for ``series`` one of `Study.measures`).
    across
        The varied name along the x axis ("" where none is).
    upward
        Along the y axis, for ``levels`` and ``phases`` of a grid; "" elsewhere.
    fixed
        Varied name -> value it is held at; names left out are averaged over.
    notes
        What had to be changed about the choices, in words, for the page to say.
    """

    view: str
    outcome: str
    across: str = ""
    upward: str = ""
    fixed: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return the choices as a page keeps them and `Study.read` takes them."""
        return {
            "view": self.view,
            "outcome": self.outcome,
            "across": self.across,
            "upward": self.upward,
            "fixed": dict(self.fixed),
        }


@dataclass(frozen=True, slots=True)
class Where:
    """Which runs: those behind a mark of a figure, or those that failed; made by `Study.where`.

    Attributes
    ----------
    values
        Varied name, lowest and highest value (both included).
    strategy, status
        Or None for all; status is ``done`` or ``failed``.
    point
        Number of the point of the design, or None.
    """

    values: tuple[tuple[str, float, float], ...] = ()
    strategy: str | None = None
    status: str | None = None
    point: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as a page or link keeps it and `Study.where` takes it."""
        given = {
            "values": {name: [low, high] for name, low, high in self.values},
            "strategy": self.strategy,
            "status": self.status,
            "point": self.point,
        }
        return {key: value for key, value in given.items() if value not in (None, {})}


@dataclass(frozen=True)
class View:
    """An answer that can be drawn, said, listed and clicked on.

    Attributes
    ----------
    asked
        What it answers.
    title
        Short heading, plain text.
    said
        One or two sentences: what it shows, no surer than its intervals; also for screen readers.
    notes
        Caveats: averaged over what, which runs are missing, how many points.
    heads, rows
        The numbers behind it as a table (floats, ints, strings, None), as the CSV has them.
    """

    asked: Asked
    title: str
    said: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    draw: Callable[..., Figure] | None = None
    pick: Callable[[Mapping[str, Any]], Where | None] | None = None

    def figure(
        self, theme: ThemeName = "light", big: bool = False, height: int | None = None
    ) -> Figure | None:
        """Return the figure as a plain dict; None where there is nothing to draw.

        Parameters
        ----------
        theme, big, height
            Ground, type for a projector, and height (px; None: what suits the figure).
        """
        if self.draw is None:
            return None
        more = {} if height is None else {"height": height}
        return self.draw(theme=theme, big=big, **more)

    def picked(self, mark: object) -> Where | None:
        """Return the runs behind a clicked mark, or None; never raises.

        Parameters
        ----------
        mark
            A point of Plotly's click event as JSON: ``x``, ``y``, and where known ``curveNumber``
            (so ``clickData["points"][0]`` of Dash will do), or anything at all.
        """
        if self.pick is None or not isinstance(mark, Mapping):
            return None
        return self.pick(mark)


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of a table.

    Attributes
    ----------
    columns
        Names in order; `Study.columns` describes them for a grid.
    rows
        One dict a row, JSON values, undefined numbers None.
    total
        How many rows there are in all, for the grid's scroll bar.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    total: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of runs: its name, heading, unit, and whether it holds numbers."""

    name: str
    label: str
    unit: str
    number: bool
    group: str  # "key", "varied", "outcome", "state"


@dataclass(frozen=True, slots=True)
class OneRun:
    """One run: what it was, what came of it, and how to make it again.

    Attributes
    ----------
    run_id, point, label, replication, strategies, status, seconds
        `label` is the point's own label or "".
    seed
        The root of its luck, as text (browsers round large numbers).
    varied
        Label, value as text, unit: what the design varies, at its point.
    outcomes
        A row an outcome: label, unit, one value as text a strategy.
    failure
        Stage and error of a failed run, plain text without paths; else None.
    replay
        The command that makes it again and checks it: ``relsim replay results/NAME 12``.
    compare, trace
        Commands that tell more of it, or "" where the command line cannot say what was run.
    scenario
        For links into Workshop (`"/?" + scenario.to_query()`) and Relationship, or None where a
        scenario cannot say what was run; `unsaid` tells why.
    unsaid
        Why there is no scenario or command, in words; else "".
    """

    run_id: int
    point: int
    label: str
    replication: int
    strategies: tuple[str, ...]
    status: str
    seconds: float
    seed: str
    varied: tuple[tuple[str, str, str], ...]
    outcomes: tuple[tuple[str, str, tuple[str, ...]], ...]
    failure: tuple[str, str] | None
    replay: str
    compare: str
    trace: str
    scenario: Scenario | None
    unsaid: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What `Asking.ask` gives: a view at once, or a job to wait for, or why there is neither."""

    view: View | None = None
    job: Look | None = None
    trouble: str = ""
