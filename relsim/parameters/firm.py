"""The firm and its reps."""

from relsim.parameters.table import Group

FIRM = Group("Firm")
_add = FIRM.add
_add("list_price", 1000, (1, 1e6), (200, 5000), "EUR a month per unit size", "list price")
_add("unit_cost", 480, (0, 1e6), (60, 2500), "EUR a month per unit size", "cost of what is sold")
_add("hourly_cost", 84.4, (0, 1e4), (30, 90), "EUR an hour", "cost of a rep's hour",
     "fitted to P4, P7")  # fmt: skip
_add("discount_authority", 0.2, (0, 0.9), (0.05, 0.35), "share of list price",
     "largest discount a rep may give")  # fmt: skip
_add("floor_margin", 0.114, (-1, 1), (0.05, 0.4), "share of list price",
     "floor: price - unit cost - standard hours, below which talks may be ended",
     "fitted to P8, P12")  # fmt: skip
_add("lead_rate", 0.02, (0, 1), (0.01, 0.05), "chance a month per prospect",
     "a prospect shows interest by itself")  # fmt: skip
_add("renewal_months", 12, (1, 120), (6, 24), "months",
     "time between renewals, at which discounts and specials partly lapse", kind="int")  # fmt: skip
_add("renewal_carry", 0.916, (0, 1), (0.3, 1), "share",
     "what of a discount or a standing special survives a renewal",
     "fitted to P11")  # fmt: skip
_add("discount_rate", 0.08, (0, 1), (0.03, 0.15), "a year",
     "discount rate for money over time (margin_discounted)")  # fmt: skip

REPS = Group("Reps")
_add = REPS.add
_add("reps", 12, (1, 10000), (4, 40), "reps", "size of the team", kind="int")
_add("capacity_hours", 284, (1, 1e4), (110, 300), "hours a month per rep",
     "hours of customer work a rep has",
     "fitted to P4")  # fmt: skip
_add("expertise_start", 0.5, (0, 1), (0.3, 0.7), "0-1", "mean expertise at month 0")
_add("expertise_spread", 0.5, (0, 1), (0.2, 0.8), "0-1",
     "how far reps differ in expertise, 1 = as far as the scale allows")  # fmt: skip
_add("practice_rate", 0.002, (0, 1), (0, 0.01), "share of the way a month",
     "expertise gained by practice alone")  # fmt: skip
_add("lesson_rate", 0.006, (0, 1), (0.002, 0.03), "share of the way per heard complaint",
     "expertise gained from a fully demanding customer's complaint, fully heard")  # fmt: skip
_add("morale_rest", 0.8, (0, 1), (0.6, 0.95), "0-1", "morale of a rep whom nothing wears down")
_add("morale_gain", 0.15, (0, 1), (0.05, 0.3), "share of the way a month", "how fast morale moves")
_add("morale_one_sided", 1.5, (0, 100), (0.5, 4), "per gift and client",
     "what giving for nothing costs morale", "Brown & Lam 2008 (direction)")  # fmt: skip
_add("morale_conflict", 2, (0, 100), (0.5, 5), "per conflict and client",
     "what daily battles cost morale", "Mulki & Wilkinson 2017 (direction)")  # fmt: skip
_add("morale_overload", 0.3, (0, 1), (0.1, 0.5), "per month of backlog",
     "what a backlog costs morale")  # fmt: skip
_add("morale_service", 0.2, (0, 1), (0.05, 0.4), "share",
     "loss of quality under a rep without any morale", "Brown & Lam 2008 (direction)")  # fmt: skip
