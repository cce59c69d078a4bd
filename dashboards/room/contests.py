"""A room that plays the same customer: each month of each of them, and what it came to."""

from __future__ import annotations

import statistics
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from relsim.dashboards.live import Busy
from relsim.dashboards.play.customers import customer
from relsim.dashboards.play.debriefing import SAME_MONEY, Debrief, Life, Turn, served
from relsim.dashboards.play.game import Game
from relsim.dashboards.play.tables import Games
from relsim.dashboards.room.activities import Contest, Played
from relsim.study.experiment import DEFAULT_STRATEGIES

MOST_MISTAKES = 3
_CONTESTS_KEPT = 4


@dataclass(frozen=True, slots=True)
class Mistake:
    """A decision that cost several people money.

    Attributes
    ----------
    month, chosen, other
        What they did, and what most would have done better to do.
    people
        How many did.
    cost
        What the other answer would have brought more, on average (EUR).
    """

    month: int
    chosen: str
    other: str
    people: int
    cost: float


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a contest so far.

    Attributes
    ----------
    beside
        What each strategy would have earned with the same customer and luck (EUR).
    debriefs
        Of the games gone through.
    """

    beside: Mapping[str, float]
    debriefs: Mapping[Game, Debrief]


class Contests:
    """The contests of a room; what takes long is found beside the pages, a game at a time."""

    def __init__(self) -> None:
        self.games = _Prepared()
        self._lock = threading.Lock()
        self._beside: OrderedDict[Game, Mapping[str, float]] = OrderedDict()

    def found(self, contest: Contest) -> Found | None:
        """Return what is known by now; None before anything is."""
        with self._lock:
            beside = self._beside.get(contest.game)
        return None if beside is None else Found(beside, self.games.of(contest.game))

    def look_into(
        self, contest: Contest, games: Sequence[Game], progress: Callable[[float], None]
    ) -> int:
        """Find what the strategies earn, then go through games; return through how many.

        Parameters
        ----------
        contest
            Whose games they are.
        games
            Those that are over, the most important first.
        progress
            Told the share done; raises to stop.
        """
        with self._lock:
            known = contest.game in self._beside
        if not known:
            them = customer(contest.game.customer, contest.game.luck, contest.game.months)
            beside = {name: Life(tuple(served(them, name))).margin for name in DEFAULT_STRATEGIES}
            with self._lock:
                self._beside[contest.game] = beside
                while len(self._beside) > _CONTESTS_KEPT:
                    forgotten, _ = self._beside.popitem(last=False)
                    self.games.forget(forgotten)
        for place, game in enumerate(games):
            progress(place / len(games))
            self.games.prepare(game)
        return len(games)


class _Prepared(Games):
    """Games whose debriefs are made beforehand: nobody's request waits for forty others'."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._made: dict[Game, Debrief] = {}

    def debrief(self, game: Game) -> Debrief:
        """Return a debrief that was made; Busy where it was not yet."""
        with self._lock:
            found = self._made.get(game)
        if found is None:
            raise Busy
        return found

    def prepare(self, game: Game) -> None:
        """Make a debrief."""
        with self._lock:
            known = game in self._made
        if not known:
            found = super().debrief(game)
            with self._lock:
                self._made[game] = found

    def of(self, bare: Game) -> dict[Game, Debrief]:
        """Return the debriefs of a contest."""
        with self._lock:
            return {game: found for game, found in self._made.items() if game.bare == bare}

    def forget(self, bare: Game) -> None:
        """Let go of a contest's debriefs."""
        with self._lock:
            for game in [game for game in self._made if game.bare == bare]:
                del self._made[game]


def through(contest: Contest, answers: Iterable[Hashable]) -> list[tuple[Game, int]]:
    """Return the games that are over, each once, with how many played it so, most first."""
    counted = Counter(
        Game(contest.game.customer, contest.game.luck, contest.game.months, one.choices)
        for one in answers
        if isinstance(one, Played) and one.over
    )
    return counted.most_common()


def margins(answers: Iterable[Hashable]) -> list[float]:
    """Return what those earned who are through, in rising order (EUR)."""
    return sorted(one.margin for one in answers if isinstance(one, Played) and one.over)


def median(values: Sequence[float]) -> float:
    """Return the middle one, or the middle of the two in the middle."""
    return statistics.median(values)


def mistakes(games: Sequence[tuple[Game, int]], found: Found) -> list[Mistake]:
    """Return the costly decisions that cost the room most, in all.

    A decision is costly where the best other answer, with all later choices kept, would have
    brought more. It counts once for each who took it.

    Parameters
    ----------
    games
        As `through` returns them.
    found
        With the debriefs that there are by now.
    """
    costs: dict[tuple[int, str], list[float]] = {}
    others: dict[tuple[int, str], Counter[str]] = {}
    for game, people in games:
        for turn in _costly(found.debriefs.get(game)):
            key = turn.step.month, turn.step.chosen
            costs.setdefault(key, []).extend([-turn.difference] * people)
            others.setdefault(key, Counter())[turn.other] += people
    worst = sorted(costs, key=lambda key: -sum(costs[key]))[:MOST_MISTAKES]
    return [
        Mistake(
            month,
            chosen,
            others[month, chosen].most_common(1)[0][0],
            len(costs[month, chosen]),
            statistics.fmean(costs[month, chosen]),
        )
        for month, chosen in worst
    ]


def _costly(debrief: Debrief | None) -> list[Turn]:
    """Return the costly decisions of a game, each beside the best other answer to it."""
    best: dict[tuple[int, str], Turn] = {}
    for turn in debrief.turns if debrief is not None else ():
        key = turn.step.month, turn.step.ask
        if key not in best or turn.difference < best[key].difference:
            best[key] = turn
    return [turn for turn in best.values() if turn.difference <= -SAME_MONEY]
