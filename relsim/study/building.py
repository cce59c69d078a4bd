"""From values not yet checked, of a file or a command line, to an experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from relsim.errors import InputError, nearest
from relsim.metrics import OUTCOMES, Outcome
from relsim.parameters import PARAMETERS
from relsim.study import fields
from relsim.study.arms import Arm
from relsim.study.design import Design, Grid
from relsim.study.experiment import (
    DEFAULT_PERIODS,
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    MOST_PERIODS,
    MOST_REPLICATIONS,
    Book,
    Experiment,
    Until,
)

if TYPE_CHECKING:
    from relsim.interventions import Intervention

MOST_RUNS = 200_000_000
"""Runs of an experiment; a folder being written takes 1 to 4 bytes of memory for each."""
LEAST_LOOK = 30
"""Replications before an interval's width may be looked at: narrower ones are often so by luck."""
LUCKS = ("common", "independent")


def build(
    place: str,
    *,
    arms: tuple[Arm, ...],
    name: str,
    parameters: Mapping[str, float],
    question: str = "",
    seed: object = DEFAULT_SEED,
    replications: object = DEFAULT_REPLICATIONS,
    periods: object = DEFAULT_PERIODS,
    luck: object = "common",
    mixed: object = False,
    book: Book | None = None,
    design: Design | None = None,
    interventions: Sequence[Mapping[str, Any]] = (),
    measures: Sequence[Mapping[str, Any]] = (),
    keep_periods: object = False,
    keep_customers: object = False,
) -> Experiment:
    """Return an experiment from values not yet checked, whether from a file or a command line.

    Raises
    ------
    InputError
        Naming the place, the key, the value and its bounds.
    """
    from relsim.interventions import parse
    from relsim.measures import parse_measures

    head = f"{place}: [experiment]"
    months = fields.whole(periods, head, "periods", 1, MOST_PERIODS)
    own = parse_measures(measures, months, f"{place}: [[measure]]")
    known = {**OUTCOMES, **{measure.name: measure.outcome for measure in own}}
    at_most, until = _replications(replications, head, known)
    together = fields.yes_or_no(mixed, head, "mixed")
    if together and len(arms) < 2:
        raise InputError(f"{head}: a mixed territory needs at least two strategies")
    for arm in arms:
        if arm.share != 1.0 and not together:
            raise InputError(
                f"{place}: [strategies]: share = {arm.share:g} of '{arm.name}' stands only in a "
                "mixed territory; write mixed = true under [experiment]"
            )
    events = parse(interventions, f"{place}: [[intervention]]")
    _check_events(events, f"{place}: [[intervention]]", months, arms)
    experiment = Experiment(
        name=name,
        question=question,
        seed=fields.seed(seed, head),
        replications=at_most,
        periods=months,
        luck=fields.choice(luck, head, "luck", LUCKS),
        mixed=together,
        book=book,
        parameters=tuple((key, _settled(key, parameters[key])) for key in PARAMETERS),
        arms=arms,
        design=Grid() if design is None else design,
        interventions=events,
        measures=own,
        keep_periods=fields.yes_or_no(keep_periods, f"{place}: [outputs]", "periods"),
        keep_customers=fields.yes_or_no(keep_customers, f"{place}: [outputs]", "customers"),
        until=until,
    )
    if experiment.size > MOST_RUNS:
        raise InputError(f"{place}: {runs_in_words(experiment)}; at most {MOST_RUNS:,} can be kept")
    return experiment


def _settled(key: str, value: float) -> float:
    """Return a value in the one type its parameter has, so that 1 and 1.0 are one design."""
    return float(value) if PARAMETERS[key].kind == "float" else int(value)


def _check_events(
    events: Sequence[Intervention], place: str, periods: int, arms: Sequence[Arm]
) -> None:
    from relsim.interventions import check_arms

    check_arms(events, [arm.name for arm in arms], place)
    for number, event in enumerate(events, start=1):
        first = event.periods[0]
        if first >= periods:
            raise InputError(
                f"{place} number {number}: period = {first} is outside [0, {periods - 1}], "
                "the months of a run"
            )


def _replications(
    value: object, head: str, known: Mapping[str, Outcome]
) -> tuple[int, Until | None]:
    """Return how often a point is repeated, at most, and until when."""
    if not isinstance(value, Mapping):
        return fields.whole(value, head, "replications", 1, MOST_REPLICATIONS), None
    here = f"{head} replications"
    given = fields.table(value, here, ("until", "at_least", "at_most"))
    for key in ("until", "at_most"):
        if key not in given:
            raise InputError(
                f"{here}: {key} is missing; write "
                "{ until = { outcome = ..., half_width = ... }, at_most = ... }"
            )
    at_least = fields.whole(
        given.get("at_least", LEAST_LOOK), here, "at_least", LEAST_LOOK, MOST_REPLICATIONS
    )
    at_most = fields.whole(given["at_most"], here, "at_most", at_least, MOST_REPLICATIONS)
    rule = fields.table(given["until"], f"{here} until", ("outcome", "half_width"))
    for key in ("outcome", "half_width"):
        if key not in rule:
            raise InputError(f"{here} until: {key} is missing")
    outcome = fields.text(rule["outcome"], f"{here} until", "outcome")
    if outcome not in known:
        hint = nearest(outcome, known) or "; such as margin, retention_24 or respect"
        fields.refuse(f"{here} until", "outcome", outcome, f"an outcome{hint}")
    half_width = float(fields.number(rule["half_width"], f"{here} until", "half_width"))
    if not half_width > 0:
        fields.refuse(f"{here} until", "half_width", half_width, "more than 0")
    return at_most, Until(outcome, half_width, at_least)


def runs_in_words(experiment: Experiment) -> str:
    """Return how the runs of an experiment come about.

    >>> runs_in_words(Experiment.for_compare(["servile", "advisory"], replications=1000))
    '[design] makes 1 point × 2 strategies × 1,000 replications = 2,000 runs'
    """
    points = experiment.design.size
    at_most = "at most " if experiment.until is not None else ""
    worlds = "1 territory" if experiment.mixed else _counted(len(experiment.arms), "strategy")
    return (
        f"[design] makes {_counted(points, 'point')} × {worlds} × "
        f"{at_most}{_counted(experiment.replications, 'replication')} = "
        f"{at_most}{experiment.size:,} runs"
    )


def _counted(count: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"
