"""All luck of the model: a pure function of (seed, replication, account, month, purpose).

Two strategies meet the same luck (common random numbers), one more account changes no draw of
the others, and any order or number of workers gives the same result, because nothing is drawn
from a stream: each number is computed from its own address by the counter-based generator
Philox4x64-10.

The address is laid out so that NumPy can be the judge: the numbers of one account in one month
are the first ones of ``numpy.random.Philox(key=[seed, replication], counter=[0, month, account,
domain])``.

Source: Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3.
"""

from __future__ import annotations

from numba import types
from numba.extending import intrinsic, overload

from relsim.compiled import rule

# Domains: what kind of thing an address belongs to.
MONTHS, TRAITS, REPS, EDGES, SAMPLES = 0, 1, 2, 3, 4

# Purposes within an account's month: one block of four numbers each, drawn when needed.
NEED = 1  # drift, misbelief, a bad month, drifting off
ASK = 2  # a rival calls, a demand, an urgency, (free)
DEMAND = 3  # kind, size, claim, the rival's discount
ANSWER = 4  # diagnosis, challenge heard, failure or hiccup, an opportunity
TALKS = 5  # a claim judged, how long to hold out, a trade proposed, a trade taken
PRESSURE = 6  # walk-away, coming back, a crisis recognised, triage
COMPLAINT = 7  # complains, value heard, leaves over a refusal, leaves over a failure
DEPART = 8  # leaves for a rival, recommends, to whom, would recommend
LEAD = 9  # a lead arises, a rival at the pitch, the buyer's mood, special terms asked
PITCH = 10  # fit as seen, size of the special terms, another rep, which
MOOD = 11  # luck handed to a strategy of one's own, (free), (free), (free)
FURTHER_TALKS = 12  # as TALKS, over a client's further business
FURTHER_PRESSURE = 13  # as PRESSURE, over a client's further business
TRIAL = 14  # what an adaptive rep tries with the account, laid to the opposite, (free), (free)

_MASK = 0xFFFFFFFFFFFFFFFF
_MULTIPLIER_0, _MULTIPLIER_1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157
_WEYL_0, _WEYL_1 = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B
_ROUNDS = 10
_TO_UNIT = 1.0 / 9007199254740992.0  # 2^-53, as NumPy makes doubles


@intrinsic
def _wide_product_high(context, a, b):
    """Multiply two 64-bit numbers and return the upper 64 bits, as one machine instruction."""

    def generate(context, builder, signature, arguments):
        from llvmlite import ir

        wide = ir.IntType(128)
        x, y = (builder.zext(value, wide) for value in arguments)
        high = builder.lshr(builder.mul(x, y), ir.Constant(wide, 64))
        return builder.trunc(high, ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


def product_high(a, b):
    """Return the upper 64 bits of a product of two 64-bit numbers."""
    return (a * b) >> 64


@overload(product_high, inline="always")
def _product_high_compiled(a, b):
    return lambda a, b: _wide_product_high(a, b)


def word(x):
    """Return a whole number as an unsigned 64-bit word (in plain Python: an int)."""
    return int(x)


@intrinsic
def _as_uint64(context, x):
    def generate(context, builder, signature, arguments):
        return context.cast(builder, arguments[0], signature.args[0], types.uint64)

    return types.uint64(x), generate


@overload(word, inline="always")
def _word_compiled(x):
    return lambda x: _as_uint64(x)


@rule
def philox(key_0, key_1, counter_0, counter_1, counter_2, counter_3):
    """Return four 64-bit words for a key of two and a counter of four, by Philox4x64-10.

    Source: Salmon et al. 2011; equal bit for bit to `numpy.random.Philox`.
    """
    key_0, key_1 = word(key_0), word(key_1)
    a, b, c, d = word(counter_0), word(counter_1), word(counter_2), word(counter_3)
    for _ in range(_ROUNDS):
        high_0, low_0 = product_high(_MULTIPLIER_0, a), (_MULTIPLIER_0 * a) & _MASK
        high_1, low_1 = product_high(_MULTIPLIER_1, c), (_MULTIPLIER_1 * c) & _MASK
        a, b, c, d = high_1 ^ b ^ key_0, low_1, high_0 ^ d ^ key_1, low_0
        key_0, key_1 = (key_0 + _WEYL_0) & _MASK, (key_1 + _WEYL_1) & _MASK
    return a, b, c, d


@rule
def uniforms(seed, replication, domain, account, month, purpose):
    """Return four uniform numbers in [0, 1) for one purpose of one account in one month.

    Parameters
    ----------
    seed, replication : int, 0 to 2^64 - 1
        The key of the world.
    domain : int
        `MONTHS`, `TRAITS`, `REPS`, `EDGES` or `SAMPLES`.
    account, month : int, >= 0
        Whose number, and when.
    purpose : int, >= 1
        Which block of four.

    Returns
    -------
    tuple of four float64, 0 <= u < 1
    """
    a, b, c, d = philox(seed, replication, purpose, month, account, domain)
    return (a >> 11) * _TO_UNIT, (b >> 11) * _TO_UNIT, (c >> 11) * _TO_UNIT, (d >> 11) * _TO_UNIT


@rule
def fill_uniforms(seed, replication, domain, first, table):
    """Fill a table with the numbers of consecutive addresses; modifies `table`.

    Parameters
    ----------
    table : float64, shape (n, 4 * blocks)
        Row i receives blocks 1, 2, ... of account ``first + i`` in month 0.
    """
    for i in range(table.shape[0]):
        for k in range(table.shape[1] // 4):
            a, b, c, d = uniforms(seed, replication, domain, first + i, 0, k + 1)
            table[i, 4 * k] = a
            table[i, 4 * k + 1] = b
            table[i, 4 * k + 2] = c
            table[i, 4 * k + 3] = d
