"""From a claim to the pages where what it compares can be set: its cells as scenarios."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from relsim.dashboards.compare import asked
from relsim.dashboards.scenario import MONTHS, WORKSHOP, Scenario
from relsim.errors import InputError
from relsim.evidence.claims import reading
from relsim.evidence.claims.claim import Claim
from relsim.parameters import PARAMETERS
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from relsim.evidence.claims.findings import Tried
    from relsim.study.arms import Arm


def file_of(tried: Tried) -> Claim | None:
    """Return the claim in its file, where it ships with relsim and still says the same."""
    claim = _shipped(tried.id)
    if claim is None or (claim.says, claim.experiment.seed) != (tried.says, tried.seed):
        return None
    return claim


@lru_cache(maxsize=64)
def _shipped(name: str) -> Claim | None:
    path = reading.shipped_files().get(name)
    try:
        return None if path is None else reading.load(path)
    except InputError:  # edited since
        return None


def changed(arm: Arm) -> dict[str, float]:
    """Return the behaviours in which a strategy differs from the preset it starts from."""
    usual = PRESETS[arm.base].point if arm.base in PRESETS else {}
    return {name: value for name, value in arm.behaviours if usual.get(name) != value}


def scenarios(claim: Claim) -> tuple[Scenario, ...]:
    """Return what a claim compares as scenarios, one for each of its settings, controls first.

    Empty where the pages cannot show it: strategies other than the shipped ones, forced events,
    a shared territory or a book, or a horizon that is too short.

    Parameters
    ----------
    claim
        Read from its file.
    """
    study = claim.experiment
    if study.mixed or study.book or study.interventions or len(claim.settings) > asked.MOST:
        return ()
    if not MONTHS[0] <= study.periods <= MONTHS[1] or not all(map(_plain, study.arms)):
        return ()
    usual = dict(study.parameters)
    controls = {cell.settings for one in claim.contrasts for cell in one.controls}
    found = []
    for settings in sorted(claim.settings, key=lambda one: one not in controls):
        cells = [cell for cell in claim.cells if cell.settings == settings]
        values = usual | dict(settings)
        told = ", ".join(f"{key} {value:g}" for key, value in settings).replace("_", " ")
        found.append(
            Scenario(
                name=f"{claim.id}: {told}" if told else claim.id,
                strategies=tuple(dict.fromkeys(cell.strategy for cell in cells)),
                settings=tuple((key, values[key]) for key in PARAMETERS),
                periods=study.periods,
                replications=min(study.replications, WORKSHOP.replications),
                seed=study.seed,
            )
        )
    return asked.affordable(found)


def link(found: tuple[Scenario, ...]) -> str:
    """Return where scenarios are shown: one in the Workshop, several side by side."""
    if len(found) == 1:
        return f"/?{found[0].to_query()}"
    return f"/compare?{asked.link(found, asked.View())}"


def _plain(arm: Arm) -> bool:
    """Whether a strategy is one of the shipped ones as it is."""
    shipped = PRESETS.get(arm.name)
    return (
        shipped is not None
        and arm.base == arm.name
        and not changed(arm)
        and (arm.jitter == shipped.jitter)
    )
