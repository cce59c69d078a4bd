"""The examples of docs/experiments.md are whole files that run."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from relsim import interventions
from relsim.measures import measure
from relsim.study import spec
from relsim.study.design.parsing import _KINDS
from relsim.study.experiment import Experiment
from relsim.study.run import execute

PAGE = (Path(__file__).parents[1] / "docs" / "experiments.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_there_is_an_example_of_each_kind_of_design() -> None:
    kinds = {kind for kind in _KINDS if any(f'kind = "{kind}"' in text for text in EXAMPLES)}
    assert kinds == set(_KINDS)


def _months(experiment: Experiment) -> Iterator[int]:
    """Yield the last months in which something is forced or measured."""
    yield from (event.periods[-1] for event in experiment.interventions)
    yield from (measure.window[1] for measure in experiment.measures)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_is_a_whole_file_that_runs(number: int, tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLES[number], encoding="utf-8")
    experiment = spec.load(path)
    assert spec.too_large(experiment) is None
    parameters = {**dict(experiment.parameters), "customers": 40}
    small = dataclasses.replace(
        experiment,
        replications=1,
        until=None,
        periods=1 + max([0, *_months(experiment)]),
        parameters=tuple(parameters.items()),
    )
    summary = execute(small, tmp_path / "results", limit_runs=12)
    assert summary.failed == 0
    assert summary.done == min(12, small.size)


def test_every_table_and_key_is_told() -> None:
    for table in spec._TABLES:
        assert re.search(rf"^## .*\[{table}\]", PAGE, re.MULTILINE)
    for key in spec._HEAD:
        assert f"| `{key}` |" in PAGE
    for key in (*interventions._KEYS, *interventions.WHO, *interventions.WHAT):
        assert f"`{key}`" in PAGE
    for key in (*measure._KEYS, *measure._COHORT, *measure.QUANTITIES):
        assert f"`{key}`" in PAGE
    for kind in _KINDS.values():
        for key in (*kind.needs, *kind.may_have):
            assert f"`{key}`" in PAGE or f"\n{key} = " in PAGE
