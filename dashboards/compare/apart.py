"""What sets scenarios apart: the settings that differ, and what each scenario is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relsim.dashboards.levers import LEVERS
from relsim.dashboards.marks import NAMES
from relsim.dashboards.message import listed
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.dashboards.texts import Texts
from relsim.parameters import PARAMETERS

#: Settings a scenario without a name is called after.
_MOST_NAMED = 2
_LUCK = ("replications", "seed")


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that is not the same in all scenarios.

    Attributes
    ----------
    name
        The parameter, or ``periods``, ``strategies``, ``replications``, ``seed``.
    label, unit, meaning
        What it is called and counted in, and what it is.
    values
        As it stands in each scenario, in words.
    changed
        Where it is not as in the first.
    """

    name: str
    label: str
    unit: str
    meaning: str
    values: tuple[str, ...]
    changed: tuple[bool, ...]

    @property
    def luck(self) -> bool:
        """Whether it is a matter of luck, not of what the territory is like."""
        return self.name in _LUCK


def settings(scenarios: Sequence[Scenario], texts: Texts) -> list[Setting]:
    """Return what is not the same in all scenarios: levers first, luck last."""
    levers = [lever.name for lever in LEVERS]
    names = [*levers, *(name for name in PARAMETERS if name not in levers), "strategies", *_LUCK]
    found = []
    for name in names:
        values = [_value(one, name) for one in scenarios]
        if len(set(values)) > 1:
            found.append(
                Setting(
                    name,
                    label(name, texts),
                    _unit(name, texts),
                    PARAMETERS[name].meaning if name in PARAMETERS else "",
                    tuple(written(one, name, texts) for one in scenarios),
                    tuple(value != values[0] for value in values),
                )
            )
    return found


def titles(scenarios: Sequence[Scenario], texts: Texts) -> list[str]:
    """Return what each scenario is called, no two alike."""
    varied = [one.name for one in settings(scenarios, texts)]
    found: list[str] = []
    for one in scenarios:
        # The Workshop calls so what has no name of its own.
        given = one.name if one.name != texts("script.own_name") else ""
        name = given or _unnamed(one, varied, texts)
        count = 2
        title = name
        while title in found:
            title = texts("compare.again", name=name, count=count)
            count += 1
        found.append(title)
    return found


def label(name: str, texts: Texts) -> str:
    """Return what a setting is called: a lever as in the Workshop, others by their own name."""
    for key in (f"lever.{name}.name", f"compare.setting.{name}"):
        if key in texts:
            return texts(key)
    words = name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def written(scenario: Scenario, name: str, texts: Texts) -> str:
    """Return how a setting stands in a scenario, without its unit."""
    value = _value(scenario, name)
    if isinstance(value, tuple):
        return listed([NAMES[one] for one in value], texts)
    if name == "seed":
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.6g}"


def _value(scenario: Scenario, name: str) -> float | int | tuple[str, ...]:
    if name == "strategies":
        return scenario.strategies
    if name == "seed":
        return scenario.seed
    return scenario.replications if name == "replications" else scenario.value(name)


def _unit(name: str, texts: Texts) -> str:
    if name not in PARAMETERS:
        return texts(f"compare.unit.{name}")
    return PARAMETERS[name].unit


def _unnamed(scenario: Scenario, varied: Sequence[str], texts: Texts) -> str:
    """Return what a scenario is called that nobody named: a ready-made one, or what it changes.

    Parameters
    ----------
    scenario
        Which one.
    varied
        Settings in which the scenarios compared are not alike: what else it changes, all change.
        Empty where there is no other.
    """
    for preset in presets():
        if preset.scenario.inputs == scenario.inputs:
            return texts(preset.title)
    of_territory = [
        one
        for one in settings([WORKSHOP, scenario], texts)
        if not one.luck and one.name != "strategies"
    ]
    if not of_territory:
        return texts("preset.shipped.name")
    changed = [one for one in of_territory if one.name in varied] if varied else of_territory
    if not changed:
        return texts("compare.plain")
    named = changed if len(changed) <= _MOST_NAMED else changed[:1]
    name = ", ".join(f"{one.label} {one.values[1]}" for one in named)
    if len(changed) > len(named):
        return texts("compare.shows.name", name=name, count=len(changed) - len(named))
    return name
