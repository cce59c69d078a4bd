"""The territory at month 0 and the traits of its customers."""

from relsim.parameters.table import Group

TERRITORY = Group("Territory at month 0")
_add = TERRITORY.add
_add("customers", 1000, (1, 5_000_000), (200, 5000), "accounts", "fixed territory", kind="int")
_add("client_share_start", 0.3, (0, 1), (0.1, 0.6), "share", "accounts that are clients at month 0")
_add("client_fit_start", 1, (0, 5), (0, 2), "power",
     "how far the clients at month 0 fit better than others: their chance grows with fit to this")  # fmt: skip
_add("tenure_start", 36, (0, 600), (12, 72), "months",
     "tenure at month 0 of clients of mean restlessness (exponential); the restless have less")  # fmt: skip
_add("tenure_restlessness_floor", 0.25, (0.01, 10), (0.1, 0.5), "restlessness",
     "below which less restlessness means no longer tenure at month 0")  # fmt: skip
_add("tenure_most_start", 20, (0, 1000), (5, 40), "ratio",
     "longest tenure at month 0, over `tenure_start`")  # fmt: skip
_add("client_belief_start", 0.5, (0, 1), (0.4, 0.6), "0-1",
     "respect and trust of clients at month 0")  # fmt: skip
_add("signals_start", 12, (0, 120), (0, 24), "months",
     "months of acquaintance that clients' beliefs at month 0 count for")  # fmt: skip
_add("stranger_belief", 0.4, (0, 1), (0.3, 0.5), "0-1", "respect and trust of strangers")
_add("precedent_start", 0.3, (0, 1), (0.1, 0.5), "0-1", "precedent at month 0 and of strangers")
_add("discount_start", 0.05, (0, 0.9), (0, 0.1), "share of list price",
     "mean discount of the clients at month 0, within authority")  # fmt: skip
_add("network_degree", 6, (0, 200), (2, 12), "neighbours", "mean number of neighbours", kind="int")
_add("network_rewiring", 0.1, (0, 1), (0.02, 0.5), "chance",
     "an acquaintance is somebody far away", "Watts & Strogatz 1998")  # fmt: skip

TRAITS = Group("Traits")
_add = TRAITS.add
_add("size_sigma", 1.1, (0, 3), (0.6, 1.4), "standard deviation of the logarithm",
     "how far accounts differ in size (lognormal, mean 1)")  # fmt: skip
_add("service_sigma", 1.22, (0, 3), (0.5, 1.4), "standard deviation of the logarithm",
     "how far accounts of a size differ in hours (lognormal, mean 1)",
     "Kaplan & Narayanan 2001 (whale curve); fitted to P7")  # fmt: skip
_add("service_demandingness", 0.5, (-1, 1), (0.2, 0.7), "correlation",
     "between hours taken and demandingness")  # fmt: skip
_add("trait_spread", 0.8, (0, 1), (0.3, 1), "0-1",
     "how far accounts differ in the traits below: evenly around the mean, 1 = as far as the "
     "scale allows")  # fmt: skip
_add("want_need_gap_mean", 0.35, (0, 1), (0.05, 0.7), "0-1",
     "how far wants lie from needs")  # fmt: skip
_add("fit_mean", 0.7, (0, 1), (0.55, 0.85), "0-1", "how well the offer can serve them at best")
_add("complexity_mean", 0.5, (0, 1), (0.1, 0.9), "0-1", "how much a wrong solution costs them")
_add("needs_drift_mean", 0.4, (0, 1), (0.1, 0.8), "0-1", "how fast what serves them changes")
_add("demandingness_mean", 0.4, (0, 1), (0.2, 0.7), "0-1", "how often and how much they ask for")
_add("dominance_mean", 0.4, (0, 1), (0.2, 0.7), "0-1",
     "how much they press whom they hold in low regard")  # fmt: skip
_add("honesty_mean", 0.7, (0, 1), (0.4, 0.9), "0-1",
     "how often a claimed alternative or emergency is real, before experience")  # fmt: skip
_add("price_sensitivity_mean", 0.5, (0, 1), (0.2, 0.8), "0-1", "weight of price")
_add("restlessness_shape", 0.628, (0.05, 50), (0.4, 2), "shape of a gamma of mean 1",
     "the smaller, the more accounts differ in the propensity to look around",
     "Fader & Hardie 2007; fitted to P1")  # fmt: skip
