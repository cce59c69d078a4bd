"""Sampled designs: the libraries' own samples, mapped to ranges that are shared out evenly."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import math
import pickle
import subprocess
import sys
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.sample import morris, sobol
from scipy.stats import qmc

from relsim.errors import InputError
from relsim.parameters import PARAMETERS, complete
from relsim.study.arms import parse_arms
from relsim.study.design import (
    Design,
    LatinHypercube,
    Morris,
    Sampled,
    Setting,
    Sobol,
    parse_design,
    sampled,
)
from relsim.study.design.ranges import Range
from relsim.study.experiment import Experiment

ARMS = parse_arms(["servile", "advisory"], "x.toml: [strategies]")
PARAMETERS_TABLE = {
    "competition": {"low": 0.0, "high": 0.3},
    "list_price": {"low": 100, "high": 10_000, "scale": "log"},
    "servile.yielding": "plausible",
}
KINDS: dict[str, dict[str, Any]] = {
    "latin-hypercube": {"samples": 40},
    "morris": {"trajectories": 10, "levels": 6},
    "sobol": {"samples": 16},
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def design(kind: str, parameters: object = None, mixed: bool = False, **changes: Any) -> Sampled:
    table = {"kind": kind, **KINDS[kind], "parameters": parameters or PARAMETERS_TABLE, **changes}
    made = parse_design(table, Setting("x.toml", ARMS, complete(), seed=11, mixed=mixed))
    assert isinstance(made, Sampled)
    return made


def refusal(kind: str, parameters: object = None, mixed: bool = False, **changes: Any) -> str:
    with pytest.raises(InputError) as caught:
        design(kind, parameters, mixed, **changes)
    return str(caught.value)


def points(of: Design) -> list[tuple[float, ...]]:
    return [tuple(of.point(index).values()) for index in range(of.size)]


def mapped_by_hand(sample: Any) -> list[tuple[float, ...]]:
    """The ranges of PARAMETERS_TABLE, written out."""
    return [(0.3 * a, 100.0 * 100.0**b, c) for a, b, c in sample]


def test_latin_hypercube_has_one_point_in_each_stratum_of_each_name() -> None:
    made = design("latin-hypercube")
    assert made.size == 40
    for column in made.matrix.T:
        assert sorted(np.floor(column * 40)) == list(range(40))
    logs = [math.log(made.point(index)["list_price"] / 100, 100) for index in range(40)]
    assert sorted(math.floor(share * 40) for share in logs) == list(range(40))


def test_latin_hypercube_is_spread_more_evenly_than_chance() -> None:
    chance = np.random.default_rng(0)
    worst = max(qmc.discrepancy(design("latin-hypercube", seed=s).matrix) for s in range(20))
    assert worst < np.mean([qmc.discrepancy(chance.random((40, 3))) for _ in range(20)])


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_points_are_those_of_salib_mapped_by_hand(second_order: bool) -> None:
    made = design("sobol", second_order=second_order)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    sample = sobol.sample(problem, 16, calc_second_order=second_order, seed=11)
    assert made.size == len(sample) == 16 * (8 if second_order else 5)
    np.testing.assert_array_equal(made.matrix, sample)
    np.testing.assert_allclose(points(made), mapped_by_hand(sample), rtol=1e-11)


def test_a_block_of_a_sobol_design_is_a_then_a_with_columns_of_b_then_b() -> None:
    a, with_first, with_second, with_third, b = design("sobol").matrix[:5]
    assert with_first.tolist() == [b[0], a[1], a[2]]
    assert with_second.tolist() == [a[0], b[1], a[2]]
    assert with_third.tolist() == [a[0], a[1], b[2]]


def test_morris_points_are_those_of_salib_mapped_by_hand() -> None:
    made = design("morris")
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    sample = morris.sample(problem, 10, num_levels=6, seed=11)
    assert made.size == len(sample) == 10 * 4
    np.testing.assert_array_equal(made.matrix, sample)
    np.testing.assert_allclose(points(made), mapped_by_hand(sample), rtol=1e-11)


def test_a_step_of_a_trajectory_changes_one_name_a_switch_and_few_reps_too() -> None:
    parameters = {
        "m04_precedent": "plausible",
        "reps": {"low": 2, "high": 4},
        "competition": "plausible",
    }
    made = design("morris", parameters, levels=4)
    found = points(made)
    for block in range(10):
        trajectory = found[4 * block : 4 * block + 4]
        changed = [
            [name for name, a, b in zip(made.names, one, other, strict=True) if a != b]
            for one, other in itertools.pairwise(trajectory)
        ]
        assert sorted(changed) == [["competition"], ["m04_precedent"], ["reps"]]
    assert len({point[2] for point in found}) == 4, "each level reads the same wherever it stands"


def test_levels_of_a_trajectory_share_out_whole_numbers_alike_from_both_ends() -> None:
    made = design("morris", {"reps": {"low": 1, "high": 3}}, levels=4, trajectories=50)
    found = {
        (round(3 * share), point[0])
        for share, point in zip(made.matrix[:, 0], points(made), strict=True)
    }
    assert found == {(0, 1), (1, 2), (2, 2), (3, 3)}


@every_kind
def test_one_name_is_enough(kind: str) -> None:
    made = design(kind, {"competition": "plausible"})
    assert len(set(points(made))) > 3


@every_kind
def test_whole_numbers_and_switches_are_whole_and_as_likely(kind: str) -> None:
    parameters = {"reps": {"low": 1, "high": 3}, "m01_want_need": "plausible"}
    many = {"morris": {"trajectories": 1000}}.get(kind, {"samples": 1024})
    found = points(design(kind, parameters, **many))
    assert all(type(value) is int for point in found for value in point)
    for place, values in enumerate(([1, 2, 3], [0, 1])):
        counts = Counter(point[place] for point in found)
        assert sorted(counts) == values
        assert max(counts.values()) / min(counts.values()) < 1.15


@given(
    kind=st.sampled_from(sorted(KINDS)),
    low=st.floats(1e-6, 1e5),
    width=st.floats(1e-6, 1e5),
    scale=st.sampled_from(["linear", "log"]),
    seed=st.integers(0, 2**64 - 1),
)
@settings(max_examples=60)
def test_points_stay_in_their_ranges(
    kind: str, low: float, width: float, scale: str, seed: int
) -> None:
    price = {"low": 1.0 + low, "high": 1.0 + low + width, "scale": scale}
    whole = {"low": 1 + int(low), "high": 2 + int(low) + int(width), "scale": scale}
    made = design(kind, {"list_price": price, "customers": whole}, seed=seed)
    for index in range(made.size):
        point = made.point(index)
        assert price["low"] <= point["list_price"] <= price["high"]
        assert whole["low"] <= point["customers"] <= whole["high"]
        assert point["customers"] == int(point["customers"])


@given(low=st.integers(1, 1000), more=st.integers(1, 1000), log=st.booleans())
def test_a_range_of_whole_numbers_reaches_both_ends(low: int, more: int, log: bool) -> None:
    span = Range(low, low + more, "log" if log else "linear", whole=True)
    assert span.value(0.0) == low
    assert span.value(1.0) == span.value(1.0 - 1e-12) == low + more


@every_kind
def test_the_mean_of_a_name_is_known_without_sampling(kind: str) -> None:
    made = design(kind, samples=1024) if kind != "morris" else design(kind, trajectories=500)
    found = np.array(points(made))
    for place, name in enumerate(made.names):
        # The lattice of Morris has more points at the ends, and a log scale shows it.
        close = 0.35 if kind == "morris" and name == "list_price" else 0.03
        assert made.mean(name) == pytest.approx(found[:, place].mean(), rel=close)


@every_kind
def test_a_sampled_design_written_out_reads_the_same(kind: str) -> None:
    first = design(kind)
    table = first.to_dict()
    again = parse_design(table, Setting("x.toml", ARMS, complete(), seed=99))
    assert again == first
    assert table["seed"] == 11, "the experiment's seed, spelt out"
    assert table["parameters"]["servile.yielding"] == {"low": 0.0, "high": 1.0, "scale": "linear"}
    assert design(kind, seed=12).digest != first.digest


@every_kind
def test_the_sample_is_part_of_the_hash_and_cannot_be_changed(kind: str) -> None:
    made = design(kind)
    assert made.digest == hashlib.sha256(made.matrix.tobytes()).hexdigest()
    with pytest.raises(ValueError, match="read-only"):
        made.matrix[0, 0] = 0.5
    base = Experiment.for_compare(["servile", "advisory"])
    hashes = {
        dataclasses.replace(base, design=one).design_hash()
        for one in (
            made,
            design(kind, seed=12),
            design(kind, dict([*PARAMETERS_TABLE.items()][:2])),
        )
    }
    assert len(hashes) == 3


def test_another_sample_of_the_same_table_is_another_design(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if a later SciPy shuffled otherwise: the folder of the earlier one is not gone on with."""
    experiment = dataclasses.replace(Experiment.for_compare(), design=design("latin-hypercube"))
    before = experiment.design_hash()
    otherwise = np.random.default_rng(1).random((40, 3))
    monkeypatch.setattr(qmc.LatinHypercube, "random", lambda *_: otherwise)
    sampled._matrix.cache_clear()
    assert experiment.design_hash() != before
    sampled._matrix.cache_clear()


def test_a_large_sobol_design_is_small_to_send_and_the_same_elsewhere() -> None:
    names = [name for name, parameter in PARAMETERS.items() if parameter.kind == "float"][:4]
    made = design("sobol", dict.fromkeys(names, "plausible"), samples=2**14)
    assert made.size == 98_304
    sent = pickle.dumps(dataclasses.replace(Experiment.for_compare(), design=made))
    made.point(0)
    assert len(sent) == len(pickle.dumps(pickle.loads(sent))) < 50_000
    assert len(pickle.dumps(made)) < 2_000, "nor when it has been sampled"
    program = (
        "import pickle, sys; design = pickle.load(sys.stdin.buffer).design;"
        "print(design.digest, design.point(98_303))"
    )
    there = subprocess.run(
        [sys.executable, "-c", program], input=sent, capture_output=True, check=True, timeout=120
    )
    assert there.stdout.decode().strip() == f"{made.digest} {made.point(98_303)}"


def test_sampling_libraries_are_not_imported_before_a_point_is_asked_for() -> None:
    program = (
        "import sys; from relsim.study import spec; spec.shipped();"
        "print([name for name in ('SALib', 'scipy.stats') if name in sys.modules])"
    )
    there = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert there.stdout.strip() == "[]"


def test_jitter_and_shares_can_be_varied() -> None:
    parameters = {
        "servile.jitter": {"low": 0.0, "high": 0.2},
        "servile": {"share": {"low": 0.1, "high": 10.0, "scale": "log"}},
    }
    made = design("latin-hypercube", parameters, mixed=True)
    assert made.names == ("servile.jitter", "servile.share")
    arm = ARMS[0].at(made.point(3), mixed=True)
    assert (arm["jitter"], arm["share"]) == tuple(made.point(3).values())


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        ("sobol", {"samples": 0}, "samples = 0 is outside [2, 1048576]"),
        ("sobol", {"samples": 1}, "samples = 1 is outside [2, 1048576]"),
        ("sobol", {"samples": 100}, "a power of two; the nearest are 64 and 128"),
        ("sobol", {"samples": 3}, "the nearest are 2 and 4"),
        ("sobol", {"samples": 256.0}, "samples = 256.0 must be a whole number"),
        ("sobol", {"samples": True}, "samples = true must be a whole number"),
        ("sobol", {"samples": 10**400}, "is outside [2, 1048576]"),
        ("sobol", {"second_order": 1}, "second_order = 1 must be true or false"),
        ("sobol", {"trajectories": 5}, "a sobol design takes samples, parameters, second_order"),
        ("latin-hypercube", {"samples": 1}, "samples = 1 is outside"),
        ("latin-hypercube", {"seed": -1}, "seed = -1 is outside"),
        ("latin-hypercube", {"second_order": True}, "not second_order"),
        ("morris", {"trajectories": 1}, "trajectories = 1 is outside"),
        ("morris", {"levels": 5}, "levels = 5 must be even; the nearest are 4 and 6"),
        ("morris", {"levels": 0}, "levels = 0 is outside"),
        ("morris", {"samples": 64}, "a morris design takes trajectories"),
    ],
)
def test_refused_sampling(kind: str, changes: dict[str, Any], told: str) -> None:
    message = refusal(kind, **changes)
    assert message.startswith("x.toml: [design]")
    assert told in message


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"competition": {"low": 0.3, "high": 0.1}}, "competition: low = 0.3 must be below"),
        ({"competition": {"low": 0.3, "high": 0.3}}, "low = 0.3 must be below high = 0.3"),
        ({"competition": {"low": 0.0, "high": 0.3, "scale": "log"}}, "low = 0 must be above 0"),
        ({"competition": {"low": 0.1, "high": 0.3, "scale": "lgo"}}, "did you mean 'log'?"),
        ({"competition": {"low": 0.1, "high": 0.3, "levels": 3}}, "unknown key 'levels'"),
        ({"competition": {"low": 0.1}}, "competition: high is missing"),
        ({"competition": {"low": 0.1, "high": 1.4}}, "competition: high = 1.4 is outside [0, 1]"),
        ({"competition": {"low": math.nan, "high": 1}}, "low = nan is not a finite number"),
        ({"competition": {"low": 0, "high": math.inf}}, "high = inf is not a finite number"),
        ({"competition": {"low": 0, "high": 10**400}}, "is not a finite number"),
        ({"competition": {"low": False, "high": 1}}, "low = false is not a number"),
        ({"customers": {"low": 10, "high": 20.5}}, "high = 20.5 is not a whole number"),
        ({"competition": "plausble"}, "did you mean 'plausible'?"),
        ({"competition": [0.1, 0.2]}, 'must be { low = ..., high = ... } or "plausible"'),
        ({"competiton": "plausible"}, "did you mean 'competition'?"),
        ({"servil": {"yielding": "plausible"}}, "did you mean 'servile'?"),
        ({"servile.jiter": "plausible"}, "did you mean 'jitter'?"),
        ({"servile.share": "plausible"}, "only in a mixed territory"),
        ({"servile": {}}, "unknown name 'servile'"),
        ({"servile": "plausible"}, "unknown name 'servile'"),
    ],
)
def test_refused_ranges(parameters: dict[str, Any], told: str) -> None:
    message = refusal("latin-hypercube", parameters)
    assert message.startswith("x.toml: [design.parameters]")
    assert told in message


def test_refused_shares() -> None:
    message = refusal("sobol", {"servile.share": {"low": 0, "high": 5}}, mixed=True)
    assert "servile.share: low = 0 is outside [0.001, 1000]" in message


def test_each_kind_says_its_name() -> None:
    assert (Morris.kind, Sobol.kind, LatinHypercube.kind) == ("morris", "sobol", "latin-hypercube")
