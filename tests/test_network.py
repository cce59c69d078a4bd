"""Who talks to whom: one more customer rewires nobody, and the world stays small."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

import relsim.network
from relsim.draws import EDGES
from relsim.network import Network, small_world

LAST = 2**64 - 1
CORNERS = {
    "customers": st.integers(0, 60),
    "degree": st.integers(0, 80),
    "rewiring": st.sampled_from([0.0, 1.0]) | st.floats(0, 1),
    "seed": st.integers(0, LAST) | st.integers(2**63, LAST),
    "replication": st.integers(0, LAST) | st.integers(2**63, LAST),
}
CASES = [
    (0, 4, 0.5, 0, 0),
    (1, 4, 0.5, 0, 0),
    (40, 7, 0.3, LAST, 2**63),
    (30, 80, 1.0, 5, 1),
    (300, 6, 0.1, 1, 0),
]


def rows(network: Network) -> list[list[int]]:
    """Return the neighbours of each account."""
    starts, neighbours = network
    return [neighbours[a:b].tolist() for a, b in pairwise(starts)]


def digest() -> str:
    """Return a fingerprint of a few networks, corners among them."""
    parts = [array.tobytes() for case in CASES for array in small_world(*case)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def test_without_rewiring_everyone_knows_those_next_to_them():
    assert rows(small_world(6, 4, 0.0, 1, 0)) == [
        [1, 2],
        [0, 2, 3],
        [0, 1, 3, 4],
        [1, 2, 4, 5],
        [2, 3, 5],
        [3, 4],
    ]


@pytest.mark.parametrize("degree", [0, 1])
def test_degree_below_two_means_nobody_talks(degree):
    network = small_world(5, degree, 1.0, 1, 0)
    assert network.starts.tolist() == [0] * 6
    assert len(network.neighbours) == 0


@pytest.mark.parametrize("rewiring", [0.0, 0.5, 1.0])
def test_degree_above_customers_means_everybody_talks_to_everybody(rewiring):
    everybody = [[j for j in range(7) if j != i] for i in range(7)]
    assert rows(small_world(7, 50, rewiring, 1, 0)) == everybody


def test_odd_degree_counts_as_the_even_one_below():
    assert rows(small_world(50, 7, 0.4, 1, 0)) == rows(small_world(50, 6, 0.4, 1, 0))


@given(**CORNERS)
@example(customers=0, degree=6, rewiring=1.0, seed=LAST, replication=LAST)
@example(customers=1, degree=80, rewiring=1.0, seed=0, replication=0)
def test_edges_are_mutual_single_and_never_to_oneself(
    customers, degree, rewiring, seed, replication
):
    network = small_world(customers, degree, rewiring, seed, replication)
    assert network.starts.dtype == np.int64 and network.starts.shape == (customers + 1,)
    assert network.neighbours.dtype == np.int32
    assert network.starts[0] == 0 and network.starts[-1] == len(network.neighbours)
    talks = rows(network)
    for account, others in enumerate(talks):
        assert others == sorted(set(others))
        assert all(0 <= other < customers and other != account for other in others)
        assert all(account in talks[other] for other in others)
        earlier = [other for other in others if other < account]
        assert len(earlier) == min(degree // 2, account)


@given(**CORNERS)
def test_one_more_customer_rewires_nobody(customers, degree, rewiring, seed, replication):
    before = rows(small_world(customers, degree, rewiring, seed, replication))
    after = rows(small_world(customers + 1, degree, rewiring, seed, replication))
    assert [[j for j in others if j != customers] for others in after[:-1]] == before


@given(**CORNERS)
def test_network_equals_sets_drawn_from_numpy_philox(
    customers, degree, rewiring, seed, replication
):
    """The same rule said with sets, its luck taken from NumPy."""
    talks: list[set[int]] = [set() for _ in range(customers)]
    key = np.array([seed, replication], np.uint64)
    for account in range(customers):
        slots = min(degree // 2, account)
        bits = np.random.Philox(key=key, counter=[0, 0, account, EDGES])
        luck = np.random.Generator(bits).random((slots, 4))
        moved = luck[:, 0] < rewiring
        chosen = {account - slot for slot in range(1, slots + 1) if not moved[slot - 1]}
        for whom in luck[moved, 1]:
            free = [other for other in range(account) if other not in chosen]
            chosen.add(free[int(whom * len(free))])
        for other in chosen:
            talks[account].add(other)
            talks[other].add(account)
    expected = [sorted(others) for others in talks]
    assert rows(small_world(customers, degree, rewiring, seed, replication)) == expected


def test_rewired_edges_lead_to_every_set_of_earlier_accounts_alike():
    counts: dict[tuple[int, ...], int] = {}
    for seed in range(5000):
        pair = tuple(rows(small_world(6, 4, 1.0, seed, 0))[5])
        counts[pair] = counts.get(pair, 0) + 1
    assert len(counts) == 10  # five earlier accounts, two chosen
    assert stats.chisquare(list(counts.values())).pvalue > 1e-3


def test_rewiring_is_the_share_of_far_edges():
    talks = rows(small_world(20_000, 6, 0.25, 3, 0))
    far = sum(a - b > 3 for a, others in enumerate(talks) for b in others if b < a)
    share = far / (3 * 20_000)
    assert abs(share - 0.25) < 4.5 * np.sqrt(0.25 * 0.75 / 60_000)


@pytest.mark.parametrize("other", [(2, 0), (1, 1), (0, 1)])
def test_another_seed_or_replication_is_another_network(other):
    here, there = small_world(500, 6, 0.2, 1, 0), small_world(500, 6, 0.2, *other)
    assert not np.array_equal(here.neighbours, there.neighbours)
    again = small_world(500, 6, 0.2, 1, 0)
    assert np.array_equal(here.neighbours, again.neighbours)
    assert np.array_equal(here.starts, again.starts)


@pytest.mark.parametrize("rewiring", [0.05, 0.1, 0.3])
def test_as_clustered_and_as_small_as_networkx_watts_strogatz(rewiring):
    """Near the closed ring of Watts & Strogatz: over 12 such batches within 12 and 16 %."""
    import networkx as nx

    clustering, path = np.zeros(2), np.zeros(2)
    for seed in range(3):
        ours = nx.from_dict_of_lists(
            dict(enumerate(rows(small_world(500, 6, rewiring, seed, 0)))), nx.Graph
        )
        theirs = nx.connected_watts_strogatz_graph(500, 6, rewiring, seed=seed)
        clustering += [nx.average_clustering(graph) for graph in (ours, theirs)]
        path += [nx.average_shortest_path_length(graph) for graph in (ours, theirs)]
    assert clustering[0] == pytest.approx(clustering[1], rel=0.15)
    assert path[0] == pytest.approx(path[1], rel=0.2)


def test_plain_python_draws_the_same_network_without_a_warning():
    """With JIT off everywhere (a process of its own) and every warning an error."""
    here = Path(__file__)
    code = (
        f"import sys; sys.path.insert(0, {str(here.parent)!r});"
        f"import {here.stem} as t; print(t.digest(), hasattr(t.relsim.network.connect, 'py_func'))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        cwd=Path(relsim.network.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert done.stdout.split() == [digest(), "False"]


@pytest.mark.skipif(
    not hasattr(relsim.network.connect, "py_func"),
    reason="a million customers take minutes where NUMBA_DISABLE_JIT runs plain Python",
)
def test_a_million_customers_have_every_edge_they_should():
    network = small_world(1_000_000, 6, 0.1, 0, 0)
    assert len(network.neighbours) == 2 * (3 * 1_000_000 - 6)
