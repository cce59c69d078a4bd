"""The luck of the model against NumPy's Philox and the vectors its authors published."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from relsim import draws
from relsim.draws import EDGES, MONTHS, TRAITS, fill_uniforms, philox, uniforms

LAST = 2**64 - 1
DOMAINS = ("MONTHS", "TRAITS", "REPS", "EDGES", "SAMPLES")
# Left to itself, hypothesis seldom draws from the upper half.
words = st.integers(0, LAST) | st.integers(2**63, LAST)
plain_philox = getattr(philox, "py_func", philox)
plain_uniforms = getattr(uniforms, "py_func", uniforms)

# Random123 1.14, tests/kat_vectors, the three lines "philox4x64 10": counter, key, result.
KNOWN_ANSWERS = [
    (
        "0000000000000000 0000000000000000 0000000000000000 0000000000000000",
        "0000000000000000 0000000000000000",
        "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b",
    ),
    (
        "ffffffffffffffff ffffffffffffffff ffffffffffffffff ffffffffffffffff",
        "ffffffffffffffff ffffffffffffffff",
        "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0",
    ),
    (
        "243f6a8885a308d3 13198a2e03707344 a4093822299f31d0 082efa98ec4e6c89",
        "452821e638d01377 be5466cf34e90c6c",
        "a528f45403e61d95 38c72dbd566e9788 a5a1610e72fd18b5 57bd43b5e52b7fe6",
    ),
]


def numpy_philox(
    seed: int, replication: int, domain: int, account: int, month: int, purpose: int
) -> np.random.Philox:
    """Return NumPy's generator, about to give the block of one purpose; it counts up first."""
    return np.random.Philox(
        key=np.array([seed, replication], np.uint64),
        counter=np.array([purpose - 1, month, account, domain], np.uint64),
    )


def as_words(seed: int, replication: int, **_: int) -> dict[str, np.uint64]:
    """Return the key as numba must be given it: from Python it takes any int for an int64."""
    return {"seed": np.uint64(seed), "replication": np.uint64(replication)}


def block(*, seed: int = 1, replication: int = 0, domain: int = MONTHS) -> NDArray[np.float64]:
    """Return the first block of 50,000 accounts."""
    table = np.empty((50_000, 4))
    fill_uniforms(seed, replication, domain, 0, table)
    return table


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN_ANSWERS)
@pytest.mark.parametrize("function", [philox, plain_philox], ids=["compiled", "plain"])
def test_known_answers_of_random123(function, counter, key, result):
    given_words = [np.uint64(int(x, 16)) for x in f"{key} {counter}".split()]
    assert [int(x) for x in function(*given_words)] == [int(x, 16) for x in result.split()]


@given(st.tuples(words, words, words, words, words, words))
@example((LAST,) * 6)
def test_philox_compiled_equals_plain(address):
    compiled = philox(*(np.uint64(x) for x in address))
    assert tuple(int(x) for x in compiled) == plain_philox(*address)


@given(
    seed=words,
    replication=words,
    domain=st.sampled_from([getattr(draws, name) for name in DOMAINS]),
    account=st.integers(0, 2**40),
    month=st.integers(0, 10_000),
    purpose=st.integers(1, 2**40),
)
@example(seed=LAST, replication=LAST, domain=0, account=0, month=0, purpose=1)
@example(seed=2**63, replication=0, domain=4, account=999_999, month=119, purpose=11)
@example(seed=0, replication=2**63 - 1, domain=3, account=0, month=0, purpose=1)
def test_uniforms_equal_numpy_philox_bit_for_bit(**address):
    expected = tuple(np.random.Generator(numpy_philox(**address)).random(4).tolist())
    address |= as_words(**address)
    assert uniforms(**address) == expected
    assert plain_uniforms(**address) == expected
    assert all(0.0 <= u < 1.0 for u in expected)


@given(seed=st.integers(0, 2**63 - 1), replication=st.integers(0, 2**63 - 1))
@example(seed=2**63 - 1, replication=2**63 - 1)
def test_a_seed_is_the_same_as_int_and_as_word(seed, replication):
    words = as_words(seed, replication)
    assert uniforms(seed, replication, 1, 2, 3, 4) == uniforms(*words.values(), 1, 2, 3, 4)


def test_one_account_one_month_is_a_stream_of_numpy_philox():
    generator = np.random.Generator(
        np.random.Philox(key=[7, 3], counter=[0, 24, 500, draws.MONTHS])
    )
    ours = [u for k in range(1, 12) for u in uniforms(7, 3, draws.MONTHS, 500, 24, k)]
    assert ours == generator.random(44).tolist()


def test_plain_python_gives_the_same_without_a_warning():
    """With JIT off everywhere (a process of its own) and every warning an error."""
    code = (
        "import json, numpy as np; from relsim.draws import fill_uniforms, philox;"
        "table = np.empty((3, 8)); fill_uniforms(2**64 - 1, 5, 1, 10, table);"
        "ends = philox(*[2**64 - 1] * 6); mixed = philox(*[np.uint64(2**64 - 2)] * 6);"
        "print(json.dumps([table.tolist(), ends, mixed, hasattr(philox, 'py_func')]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        cwd=Path(draws.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    table = np.empty((3, 8))
    fill_uniforms(np.uint64(LAST), 5, 1, 10, table)
    ends, mixed = ([int(x) for x in philox(*[np.uint64(LAST - k)] * 6)] for k in (0, 1))
    assert json.loads(done.stdout) == [table.tolist(), ends, mixed, False]


def test_no_two_purposes_share_a_block():
    named = {k: v for k, v in vars(draws).items() if k.isupper() and not k.startswith("_")}
    domains = [named.pop(name) for name in DOMAINS]
    assert len(set(domains)) == len(domains)
    assert len(named) >= 11
    assert len(set(named.values())) == len(named)
    # Block 0 would be NumPy's last one, after 2^64 others.
    assert min(named.values()) >= 1


@given(st.integers(0, 30), st.integers(0, 3), words)
def test_table_holds_the_numbers_of_its_addresses(first, blocks, seed):
    table = np.full((5, 4 * blocks + 1), np.nan)
    fill_uniforms(np.uint64(seed), 2, TRAITS, first, table)
    for i in range(5):
        expected = [
            u
            for k in range(blocks)
            for u in uniforms(np.uint64(seed), 2, TRAITS, first + i, 0, k + 1)
        ]
        assert table[i, :-1].tolist() == expected
    assert np.isnan(table[:, -1]).all()  # no whole block fits there


def test_one_more_account_changes_no_other_draw():
    few, more = np.empty((100, 8)), np.empty((101, 8))
    fill_uniforms(4, 1, TRAITS, 0, few)
    fill_uniforms(4, 1, TRAITS, 0, more)
    assert np.array_equal(few, more[:-1])


def test_numbers_are_uniform_by_kolmogorov_smirnov_and_chi_square():
    table = block()
    for lane in table.T:
        assert stats.kstest(lane, "uniform").pvalue > 1e-3
        assert stats.chisquare(np.histogram(lane, 256, (0, 1))[0]).pvalue > 1e-3


def test_pairs_of_consecutive_accounts_fill_the_square_evenly():
    lane = block()[:, 0]
    counts, _, _ = np.histogram2d(lane[:-1:2], lane[1::2], 16, [[0, 1], [0, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > 1e-3


def test_neighbouring_addresses_are_independent():
    """No step in any part of the address leaves a trace: |r| stays below 4.5 standard errors."""
    table = block()
    elsewhere = {
        "seed": block(seed=2),
        "replication": block(replication=1),
        "swapped": block(seed=0, replication=1),
        "domain": block(domain=TRAITS),
        "account": np.roll(table, 1, axis=0),
        "lane": np.roll(table, 1, axis=1),
        "month": np.array([uniforms(1, 0, MONTHS, i, 1, 1) for i in range(len(table))]),
        "purpose": np.array([uniforms(1, 0, MONTHS, i, 0, 2) for i in range(len(table))]),
    }
    for name, other in elsewhere.items():
        for here, there in zip(table.T, other.T, strict=True):
            r = np.corrcoef(here, there)[0, 1]
            assert abs(r) < 4.5 / np.sqrt(len(table)), (name, r)


def test_uneven_addresses_collide_nowhere():
    """Account 2 in month 1 is not account 1 in month 2, nor seed 2 replication 1."""
    seen = {
        uniforms(seed, replication, domain, account, month, purpose)
        for seed in range(3)
        for replication in range(3)
        for domain in (MONTHS, EDGES)
        for account in range(3)
        for month in range(3)
        for purpose in range(1, 4)
    }
    assert len(seen) == 3 * 3 * 2 * 3 * 3 * 3
