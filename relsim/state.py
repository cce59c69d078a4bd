"""The rows of the model: customer, rep, request, behaviour, outcome, and a month's totals.

Each is a NumPy record: readable (`customer.respect`) in compiled and plain Python alike, one
argument, straight into a frame. Because the rules only read and write attributes, they run over
ordinary Python objects too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

PROSPECT, CLIENT, LOST = 0, 1, 2
STATUS_NAMES = ("prospect", "client", "lost")
COLD, REFERRED = 1, 2  # kinds of lead; 0 is none
NOBODY = NEVER = -1  # referred_by, joined, left

# Events that an intervention forces on an account in a month, as bits of `customer.forced`.
FORCE_FAILURE, FORCE_CRISIS, FORCE_URGENCY, FORCE_RIVAL = 1, 2, 4, 8
FORCE_DEMAND, FORCE_DEADLINE, FORCE_WARNING, FORCE_WALK_AWAY = 16, 32, 64, 128

#: The eleven behaviours: a strategy is a point in them, each 0-1.
BEHAVIOURS = (
    "yielding",
    "reciprocity",
    "diagnosis",
    "challenge",
    "initiative",
    "empathy",
    "candour",
    "triage",
    "openness",
    "walk_away",
    "selectivity",
)

TRAITS = (
    "size",
    "service_intensity",
    "want_need_gap",
    "fit",
    "complexity",
    "needs_drift",
    "demandingness",
    "dominance",
    "honesty",
    "price_sensitivity",
    "restlessness",
)

#: States on the customer's row that a book of accounts may bring along.
STATES = (
    "respect",
    "trust",
    "precedent",
    "reference",
    "satisfaction",
    "discount",
    "specials_hours",
    "commitment_months",
    "tenure",
)

#: The four beliefs that are shown over the initial cohort, value at exit carried on.
CARRIED = ("respect", "trust", "satisfaction", "precedent")


class Row(np.record):  # type: ignore[misc]  # final in the stubs only
    """A row whose field `size` is the account's, and not how many numbers NumPy counts in it."""

    @property
    def size(self) -> Any:
        """The field of that name."""
        return self["size"]


class Rows(np.recarray):
    """A record array that leaves its rows the type they have."""

    def __array_finalize__(self, parent: Any) -> None:
        """Do not turn the rows into plain records, as a record array would."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "dtype":
            np.ndarray.__setattr__(self, name, value)
        else:
            super().__setattr__(name, value)


def _record(floats: str, integers: str = "") -> np.dtype[Any]:
    fields = [(name, "f8") for name in floats.split()] + [(n, "i8") for n in integers.split()]
    return np.dtype(fields)


BEHAVIOUR = _record(" ".join(BEHAVIOURS))

CUSTOMER = _record(
    " ".join(TRAITS)
    + " respect trust precedent reference satisfaction discount specials_hours commitment_months"
    # what the customer has, wants wrongly, remembers; how long the rep is known
    + " solution misbelief frankness bluff_payoff signals volume"
    # the last value of a belief while a client, for the cohort's figures
    + " respect_carried trust_carried satisfaction_carried precedent_carried"
    # what neighbours say before a pitch
    + " references margin revenue"
    # the value of a forced event (a rival's discount, the size of an impossible demand)
    + " forced_value",
    # what every pass over the rows reads stands together, in one line of the cache
    "status lead cooling recommends speaks_ill rep home_arm initial"
    " tenure tenure_start joined left spells warned failures referred_by active_months"
    " referrals_made complaints concessions"
    # this month's forced events (bits), forced answer and lasting change of strategy (rows of
    # the table of forced points, -1 for none)
    " forced forced_answer forced_strategy",
)

# The behaviours do not stand first: numba takes a record that begins like another for its kin.
REP = _record(
    "expertise morale backlog_hours capacity_hours "
    + " ".join(BEHAVIOURS)
    # sums over the month's accounts, taken in account order
    + " hours gifts conflicts lessons",
    # whether the rep adapts the behaviours (M17)
    "arm clients adapts",
)

#: What an adaptive rep has noted of an account since the last review (M17): the margin a month it
#: stood at, the margin it brought, how often it was told no, its recommendations, the point that is
#: tried with it; months in which it asked for something; the rep's number and 1, 0 for no notes.
NOTE = _record("standing margin noes referrals " + " ".join(BEHAVIOURS), "months writer")

#: An event forced on an account: `bits` of FORCE_*, rows in the table of forced points or -1.
EVENT = _record("value", "month account bits answer strategy")

#: What a rep sees of a request; nothing here is hidden from them.
REQUEST = _record(
    "size volume discount specials_hours demand_size backlog_months room luck",
    "account month pitch tenure demand_kind claims_rival urgent complaints concessions",
)

#: What is true behind a request and no rep may see.
TRUTH = _record("rival_discount", "rival urgency bluff")

OUTCOME = _record(
    # advice
    "want estimate push delivered conflict"
    # bargaining: final demand, share offered, what was conceded of each kind
    " demand_size believed conceded cheap_yes gift fair_trade boundary frustration"
    # service
    " hours lateness promised_months broken_months quality recovery blame order_taken"
    # appraisal and money
    " surplus felt revenue list_revenue margin"
    # before and after, for the trace
    " respect_before trust_before satisfaction_before precedent_before reference_before"
    " respect_signal trust_signal seen_fit reservation further_reservation further_conceded",
    "challenged advice_taken reframed answer rounds reasoned proposed walked returned"
    " urgency_served crisis crisis_missed lapse failure complained warning"
    " pursued won further_pitch further_rounds further_won left intended recommended bluff_paid",
)

#: A month's totals for one arm (all reps of one strategy): sums, made means by relsim.metrics.
MONTH = _record(
    "clients served cohort reps revenue list_revenue margin hours capacity_hours wins_cold"
    " wins_referred wins_back pitches churned walkaways demands_price demands_scope"
    " demands_deadline granted traded refused bluffs challenges challenges_refused failures"
    " lapses complaints recovered crises crises_missed urgencies urgencies_served"
    " broken_promises referrals_intended referrals_made referrals_won further_wins lateness"
    " backlog_hours morale expertise respect trust satisfaction precedent"
    " respect_current trust_current satisfaction_current precedent_current " + " ".join(BEHAVIOURS),
    # the reps' points
)

#: What befell an account in a window of months, and how it stood at the end of it: what measures
#: are made of. Sums over the months in which a rep of its first arm had it.
DIARY = _record(
    # 1 where somebody measures the account; else nothing is noted
    "accounts"
    # every request: hours and money, and the behaviours as answered (`relsim.state.BEHAVIOURS`)
    " requests hours margin walkaways returned "
    + " ".join(BEHAVIOURS)
    # as a prospect
    + " leads pitches pitch_margin wins opening_discount"
    # as a client: months, money, delivery
    " client_months client_margin revenue list_revenue rebate lateness broken_promises quality"
    " solution_error failures lapses complaints recovered crises crises_missed urgencies"
    " urgencies_served"
    # as a client: talks and advice
    " demands demands_price demands_scope demands_deadline demand_size conceded granted traded"
    " refused bluffs challenges conflicts further_pitches further_wins"
    # as a client: what became of it
    " rivals lost_to_rival losses ill_word referrals_intended referrals_made"
    # month by month, as what was carried since the account was first a client
    " ever_months respect_sum trust_sum satisfaction_sum precedent_sum"
    # month by month, of the rep who has it
    " home_months morale_sum expertise_sum backlog_sum"
    # at the end: carried, as believed, and of the rep
    " ever kept client won respect trust satisfaction precedent tenure"
    " home respect_held trust_held satisfaction_held precedent_held gap morale expertise backlog"
    # client in the first month of the window, and lost in none of it; talks ended, not yet back
    " at_start stayed gone",
)


def rows(kind: np.dtype[Any], count: int) -> Any:
    """Return `count` rows of a kind, all zero, as a record array with attributes.

    Parameters
    ----------
    kind : numpy.dtype
        One of the record types of this module.
    count : int
        How many.

    Returns
    -------
    numpy.recarray, shape (count,)
    """
    return as_rows(np.zeros(count, kind))


def as_rows(records: Any) -> Any:
    """Return a structured array as a record array with attributes, over the same memory."""
    return records.view(np.dtype((Row, records.dtype))).view(Rows)


def as_numbers(records: Any) -> Any:
    """Return rows as float64, shape (n, fields), over the same memory: quick to move about.

    NumPy copies structured rows field by field, some forty times as slowly as numbers. In the
    columns of whole-number fields only the bits mean something.
    """
    plain = records.view(np.ndarray)
    return plain.view(np.float64).reshape(*plain.shape, len(plain.dtype.names or ()))


def copied(records: Any) -> Any:
    """Return a copy of rows, with attributes."""
    return as_numbers(records).copy().view(records.dtype)[..., 0].view(type(records))
