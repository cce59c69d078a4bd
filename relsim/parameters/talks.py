"""Requests, advice and bargaining (M1-M8)."""

from relsim.parameters.table import Group

REQUESTS = Group("Requests")
_add = REQUESTS.add
_add("neutral_belief", 0.5, (0, 1), (0.4, 0.6), "0-1", "the point of a belief that says nothing")
_add("neutral_behaviour", 0.5, (0, 1), (0.4, 0.6), "0-1", "the middling amount of a behaviour")
_add("competition", 0.00931, (0, 1), (0.005, 0.15), "chance a month",
     "a real rival offer reaches an account of mean restlessness",
     "fitted to P1, P3")  # fmt: skip
_add("rival_discount", 0.12, (0, 0.9), (0.05, 0.25), "share of list price",
     "mean discount of a rival's offer")  # fmt: skip
_add("rival_quality", 0.5, (0, 1), (0.4, 0.65), "0-1", "quality known from the market")
_add("crisis_rate", 0.01, (0, 1), (0.002, 0.04), "chance a month", "a true crisis")
_add("urgency_rate", 0.15, (0, 1), (0.02, 0.4), "chance a month",
     "a false emergency of a customer without honesty")  # fmt: skip
_add("demand_base", -3.94, (-20, 20), (-5.5, -3), "log odds", "of a demand for a concession",
     "fitted to P11")  # fmt: skip
_add("demand_demandingness", 2.5, (0, 20), (1, 4), "log odds", "weight of demandingness in it")
_add("demand_precedent", 2.5, (0, 20), (1, 4), "log odds", "weight of precedent in it")
_add("demand_dominance", 4, (0, 40), (1, 8), "log odds",
     "weight of dominance times lack of respect in it")  # fmt: skip
_add("demand_rival", 2, (0, 20), (0.5, 4), "log odds", "weight of a real rival's offer in it")
_add("price_demand_share", 0.6, (0, 1), (0.4, 0.8), "share", "of demands that are for price")
_add("scope_demand_share", 0.25, (0, 1), (0.1, 0.4), "share",
     "of demands that are for scope; the rest is for deadlines")  # fmt: skip
_add("demand_size", 0.07, (0, 1), (0.03, 0.12), "share of list price", "scale of a demand")
_add("asking_floor", 0.5, (0, 5), (0.2, 1), "0-1 scale",
     "what those without any demandingness still ask")  # fmt: skip
_add("precedent_floor", 0.7, (0, 5), (0.3, 1), "0-1 scale",
     "size of a demand without any precedent")  # fmt: skip
_add("demand_spread", 0.5, (0, 1), (0.2, 0.8), "share", "demands vary by ± this")
_add("impossible_demand", 0.5, (0, 1), (0.3, 0.7), "share of list price",
     "size of a demand forced by an intervention")  # fmt: skip
_add("impossible_months", 1, (0, 12), (0.5, 2), "months",
     "how late an impossible deadline leaves a delivery")  # fmt: skip
_add("bluff_base", -2.5, (-20, 20), (-4, -1), "log odds", "of claiming a rival that is not there")
_add("bluff_dishonesty", 3, (0, 20), (1, 5), "log odds", "weight of dishonesty in it")
_add("bluff_trust", 1, (0, 20), (0, 3), "log odds", "weight of trust against it")
_add("bluff_frankness", 1, (0, 20), (0, 3), "log odds", "weight of frank dealing against it")
_add("bluff_payoff", 2, (0, 20), (0.5, 4), "log odds", "weight of bluffs that paid")

ADVICE = Group("Advice")
_add = ADVICE.add
_add("misbelief_persistence", 0.97, (0, 1), (0.9, 0.99), "a month",
     "how much of a misbelief lasts")  # fmt: skip
_add("drift_scale", 0.35, (0, 5), (0.1, 0.7), "distance a month", "drift of a fully drifting need")
_add("order_share", 0.15, (0, 1), (0.05, 0.4), "share a month",
     "of the standing solution that an order renews")  # fmt: skip
_add("error_cost", 1.6, (0, 20), (0.8, 2.5), "per distance",
     "loss of quality by distance from the need, at full complexity")  # fmt: skip
_add("gap_learning", 0.02, (0, 1), (0, 0.05), "share", "gap closed by advice that proves right")
_add("diagnosis_error", 0.6, (0, 5), (0.3, 1), "distance", "error of an estimate without questions")
_add("diagnosis_power", 10, (0, 1000), (4, 20), "ratio",
     "how informative full diagnosis by a full expert is", "Weitz, Sujan & Sujan 1986 (direction)")  # fmt: skip
_add("clarification", 0.35, (0, 1), (0.1, 0.6), "share",
     "of the way to the estimate that customers come by being asked why")  # fmt: skip
_add("initiative_power", 0.3, (0, 1), (0.1, 0.5), "share a month",
     "of the way to the estimate that full initiative brings the solution",
     "Blocker et al. 2011 (direction)")  # fmt: skip
_add("challenge_floor", 0.05, (0, 1), (0.02, 0.1), "distance", "below it nothing is challenged")
_add("challenge_base", 0.3, (-20, 20), (-1, 1), "log odds", "of heeding a challenge")
_add("challenge_respect", 5, (0, 40), (2, 8), "log odds", "weight of respect in it")
_add("challenge_trust", 2, (0, 40), (1, 5), "log odds", "weight of trust in it")
_add("challenge_empathy", 1.5, (0, 40), (0.5, 3), "log odds", "weight of empathy in it",
     "Rapp et al. 2014 (direction)")  # fmt: skip
_add("challenge_push", 3, (0, 40), (1, 6), "log odds per distance", "weight of its size against it")
_add("empathy_softening", 0.7, (0, 1), (0.4, 0.9), "share",
     "of a conflict or refusal's sting taken out by full empathy")  # fmt: skip
_add("reframing", 0.6, (0, 0.95), (0.3, 0.8), "share",
     "of a price demand dropped when full value reframing is heard", "Alavi et al. 2016 (direction)")  # fmt: skip
_add(
    "warning_months", 6, (0, 120), (3, 12), "months", "how long a warning is remembered", kind="int"
)

BARGAINING = Group("Bargaining")
_add = BARGAINING.add
_add("rounds_most", 3, (1, 3), (1, 3), "rounds", "of demand and offer a month", kind="int")
_add("hold_low", 0.25, (0, 1), (0.1, 0.4), "share of the demand",
     "held out for by the softest customer")  # fmt: skip
_add("hold_high", 0.646, (0, 1), (0.5, 1), "share of the demand",
     "held out for by the hardest customer",
     "fitted to P12")  # fmt: skip
_add("hold_softening", 0.15, (0, 0.5), (0.05, 0.3), "share a round",
     "by which customers come down")  # fmt: skip
_add("instant_share", 0.8, (0, 1), (0.7, 0.95), "share of the demand",
     "granted in the first round: counts as an instant yes")  # fmt: skip
_add("claim_shift", 0.8, (0, 2), (0.3, 1.2), "yielding",
     "from believing half to fully that a rival is real", "Backus et al. 2020 (direction)")  # fmt: skip
_add("trade_price", 0.5, (0, 1), (0.3, 0.7), "share", "of a concession that a traded one costs")
_add("trade_commitment", 6, (0, 120), (3, 12), "months", "of commitment a trade brings")
_add("trade_base", 0.5, (-20, 20), (0, 2), "log odds", "of taking a trade")
_add("trade_trust", 3, (0, 40), (1, 5), "log odds", "weight of trust in it")
_add("trade_precedent", 3, (0, 40), (1, 5), "log odds", "weight of precedent against it")
_add("trade_rival", 1.5, (0, 40), (0.5, 3), "log odds", "weight of a real rival against it")
_add("empathy_yielding", 0.2, (0, 1), (0, 0.4), "share",
     "of what is refused that full empathy gives way on: it softens a needed no")  # fmt: skip
_add("cold_boundary", 0.3, (0, 1), (0, 0.6), "share",
     "of a reasoned no's standing that a cold no has")  # fmt: skip
_add("cooperative_trust", 0.62, (0, 1), (0.55, 0.75), "0-1",
     "trust at which an instant yes reads as kindness", "Kwon & Weingart 2004 (direction)")  # fmt: skip
_add("cooperative_width", 0.05, (0.01, 1), (0.02, 0.1), "0-1", "softness of that point")
_add("return_base", -0.5, (-20, 20), (-2, 1), "log odds",
     "that a client walked away from comes back on better terms")  # fmt: skip
_add("return_respect", 5, (0, 40), (2, 8), "log odds", "weight of respect in it")
_add("return_rival", 1.5, (0, 40), (0.5, 3), "log odds", "weight of a real rival against it")
