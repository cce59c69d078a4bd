"""Which sources made a result: what decides numbers is told apart from what only carries them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import relsim
from relsim.errors import InputError
from relsim.study import manifest
from relsim.study.experiment import Experiment
from relsim.study.run import execute

PACKAGE = Path(relsim.__file__).parent


def small() -> Experiment:
    return Experiment.for_compare(["servile"], {"customers": 20}, replications=2, periods=3)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("source") / "relsim"
    return Path(shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__")))


def test_a_copy_elsewhere_is_the_same(copy: Path) -> None:
    assert manifest.source(copy) == manifest.source()


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("rules/belief.py", True),
        ("parameters/__init__.py", True),
        ("metrics.py", True),
        ("study/plan.py", True),
        ("study/design/sampled.py", True),
        ("new_rule.py", True),
        ("new/part.py", True),
        ("study/store.py", False),
        ("cli/compare.py", False),
        ("report/page.py", False),
        ("model.py", False),
    ],
)
def test_what_decides_the_numbers_counts(copy: Path, name: str, counts: bool) -> None:
    path = copy / name
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((before or b"") + b"\n# edited\n")
    manifest.source.cache_clear()
    assert (manifest.source(copy) != manifest.source()) == counts
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"version": "0.0.1"}, "relsim 0.0.1"),
        ({"source": "0" * 64}, f"other sources of relsim {manifest.version('relsim')}"),
        ({"source": None}, "other sources"),
        ({"packages": {"numpy": "1.26.4", "numba": "0.1"}}, "on numpy 1.26.4"),
    ],
)
def test_results_of_other_software_are_not_mixed(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    execute(small(), tmp_path / "finished", workers=1)
    execute(small(), tmp_path / "begun", workers=1, limit_runs=1)
    for name in ("finished", "begun"):
        path = tmp_path / name / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    with pytest.raises(InputError, match="was begun by") as caught:
        execute(small(), tmp_path / "begun")
    assert told in str(caught.value) and "--fresh" in str(caught.value)
    summary = execute(small(), tmp_path / "finished")
    (message,) = summary.messages
    assert told in message and "--fresh runs it again" in message
    assert execute(small(), tmp_path / "begun", fresh=True).messages == ()


def test_a_later_patch_of_a_package_is_the_same_software(tmp_path: Path) -> None:
    execute(small(), tmp_path, workers=1, limit_runs=1)
    path = tmp_path / "manifest.json"
    values = json.loads(path.read_text())
    values["packages"] = {
        name: ".".join([*str(number).split(".")[:2], "999"])
        for name, number in values["packages"].items()
    }
    values["packages"]["polars"] = "1.0.0"  # carries numbers, makes none
    path.write_text(json.dumps(values))
    assert execute(small(), tmp_path).complete
