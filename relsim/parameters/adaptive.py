"""How a rep who adapts reviews the months past, and the biases of doing so (M17)."""

from relsim.parameters.table import Group

ADAPTIVE = Group("Adaptive rep")
_add = ADAPTIVE.add
_add("review_months", 6, (1, 240), (3, 12), "months", "from one review to the next", kind="int")
_add("review_trial", 0.1, (0.01, 0.5), (0.05, 0.2), "behaviour",
     "by which each behaviour is tried more with one account and less with another", "Spall 1992 (form)")  # fmt: skip
_add("review_step", 0.1, (0, 1), (0.02, 0.2), "behaviour", "farthest a review moves a behaviour")
_add("review_inertia", 0.5, (0, 10), (0, 2), "standard errors",
     "status-quo inertia: what a difference must exceed the noise by before it moves anything",
     "Samuelson & Zeckhauser 1988 (direction)")  # fmt: skip
_add("review_loss_aversion", 1, (1, 5), (1, 2.5), "ratio",
     "a rep's losses against gains, from what the account stood at", "Tversky & Kahneman 1992")  # fmt: skip
_add("far_sightedness", 1, (0, 1), (0, 1), "share",
     "of what an account is worth beyond the review that counts in it")  # fmt: skip
_add("review_horizon_months", 24, (0, 600), (12, 60), "months",
     "of an account's standing margin that it is worth beyond the review")  # fmt: skip
_add("review_referral", 0.3, (0, 10), (0, 0.6), "share of the account's own worth",
     "that a recommendation made counts for")  # fmt: skip
_add("fearful_silence", 0, (0, 10), (0, 0.3), "months of list revenue per no",
     "felt cost of a no: a demand refused, talks ended, a challenge", "Morrison & Milliken 2000 (direction)")  # fmt: skip
_add("misattribution", 0, (0, 0.5), (0, 0.3), "chance",
     "that what an account brought is laid to the opposite change; a half: pure superstition")  # fmt: skip
