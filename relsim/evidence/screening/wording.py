"""How a screening is told: the same words on the terminal and on the page.

Where strategies are called otherwise on a page than in files, `names` says how.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from relsim.analysis.sensitivity import EARNS_MOST, Sensitivity
from relsim.evidence.screening.findings import Decided, Findings, Interval
from relsim.evidence.screening.matters import LEAD, MATTERS
from relsim.metrics import OUTCOMES

SHARES = (
    "mu* share: the mean effect of a whole range over the largest such effect on the same outcome;"
    " + or − where it mostly goes one way. S1, ST: Sobol shares of the variance, alone and in all."
)
ENDS = (
    "Under a strategy: how often it earns most in the lowest quarter of the range → in the highest."
)
COVER = (
    "Intervals of 95 %, each for itself, cover the points drawn and luck, not the world: the ranges"
    " and the form of the model are taken as they are. Sobol indices hold with all other names at"
    " their own values."
)


Names = Mapping[str, str]


def question(asked: Sensitivity, names: Names | None = None) -> str:
    """Return what is asked, in a few words.

    >>> question(Sensitivity("respect", "servile", None, None))
    'Respect, servile'
    >>> question(Sensitivity("margin", "advisory", "servile", None), {"advisory": "Adviser"})
    'Adviser − servile'
    """
    arm = called(asked.arm, names)
    if asked.base is not None:
        return f"{arm} − {called(asked.base, names)}"
    if asked.outcome == EARNS_MOST:
        return f"{arm} earns most"
    return f"{OUTCOMES[asked.outcome].label}, {arm}"


def called(arm: str, names: Names | None) -> str:
    """Return how a strategy is called."""
    return arm if names is None else names.get(arm, arm)


def group(name: str) -> str:
    """Return what a group of questions is called.

    >>> group("respect"), group("earns_most")
    ('Respect', 'Who earns most')
    """
    if name == LEAD:
        return "Who earns more, by how much"
    return "Who earns most" if name == EARNS_MOST else OUTCOMES[name].label


def share(one: Decided) -> str:
    """Return a share with its direction and interval, as in ``+0.42 [0.30, 0.54]``."""
    return sign(one.sign) + index(one.share)


def sign(of: float) -> str:
    """Return the sign of a direction, or nothing where there is none.

    >>> sign(1.0), sign(-1.0), sign(0.0)
    ('+', '−', '')
    """
    return "+" if of > 0 else "−" if of < 0 else ""


def index(of: Interval | None, *, bare: bool = False) -> str:
    """Return a Sobol index with its interval, or without; a dash where there is none.

    >>> index((0.312, 0.24, 0.381)), index((-0.001, -0.1, 0.1), bare=True), index(None)
    ('0.31 [0.24, 0.38]', '0.00', '–')
    """
    if of is None:
        return "–"
    # "-0.00" would claim a sign
    value, low, high = (f"{round(end, 2) + 0.0:.2f}" for end in of)
    return value if bare else f"{value} [{low}, {high}]"


def ends(found: Findings, name: str, arm: str) -> str:
    """Return how often a strategy wins at the two ends of a name, as in ``82→40 %``."""
    if found.ends is None:
        return "–"
    of = found.ends[name][arm]
    return f"{100 * of.low[0]:.0f}→{100 * of.high[0]:.0f} %"


def summary(found: Findings, names: Names | None = None) -> list[str]:
    """Return what was found, a sentence a line."""
    clear, out = found.counted()
    whole = len(found.screened.names)
    lines = [
        f"{clear} of {whole} names clearly matter to an outcome or to who wins; {out} are ruled"
        f" out (under {100 * MATTERS:.0f} % of the largest effect on each of them)."
    ]
    if len(found.won) > 1:
        told = ", ".join(
            f"{called(arm, names)} in {value:.0%} [{low:.0%}, {high:.0%}]".replace("%", " %")
            for arm in found.leaders
            for value, low, high in [found.won[arm]]
        )
        lines.append(f"Over all worlds of the screening, most is earned by {told}.")
    if not found.names:
        lines.append("Nothing moves any outcome, so there is nothing to decide.")
    else:
        lines.append(f"{headline(found, names)}.")
    return lines


def reserve(found: Findings, names: Names | None = None) -> list[str]:
    """Return what a reader must know of the indices: which there are none of, what they cover."""
    if found.indices is None:
        return [*found.screened.notes, COVER]
    reasons: dict[str, list[str]] = {}
    for one in found.indices.found:
        if one.refused is not None:
            reasons.setdefault(one.refused, []).append(question(one, names))
    refused = [
        f"No Sobol indices of {'; '.join(asked)}, because {why}." for why, asked in reasons.items()
    ]
    return [*refused, *found.indices.notes, COVER]


def headline(found: Findings, names: Names | None = None) -> str:
    """Return in one sentence what decides most who wins, or what moves margin most."""
    if winners := found.winners():
        told = deciding(winners, names)
    elif decided := found.outcomes():
        told = f"{plain(decided[0].name)} moves most: {question(decided[0].asked, names)}"
    else:
        told = "nothing moves any outcome"
    return told[:1].upper() + told[1:]


def deciding(winners: Sequence[tuple[Decided, Decided]], names: Names | None = None) -> str:
    """Return which name decides most by how much, and which by whom; never more than is sure."""
    (lead, sure), (chance, certain) = (_first(column) for column in zip(*winners, strict=True))
    pair = [called(str(arm), names) for arm in (lead.asked.arm, lead.asked.base)]
    told = f"by how much {' and '.join(pair)} differ"
    whether = f"whether {called(chance.asked.arm, names)} earns most"
    decides = "decides most" if sure and certain else "seems to decide most"
    if lead.name == chance.name:
        return f"{plain(lead.name)} {decides} {told}, and {whether}"
    return f"{plain(lead.name)} {decides} {told}; {plain(chance.name)}, {whether}"


def plain(name: str) -> str:
    """Return a name as it is read in a sentence."""
    return name.replace("_", " ")


def _first(of: Sequence[Decided]) -> tuple[Decided, bool]:
    """Return who decides most, and whether their interval lies above all others'."""
    first, *others = sorted(of, key=lambda one: one.weight, reverse=True)
    low = _interval(first)[1]
    return first, first.clear and all(low > _interval(one)[2] for one in others)


def _interval(one: Decided) -> Interval:
    return one.share if one.total is None else one.total
