"""Service, feelings, beliefs, decisions, word of mouth and pitches (M9-M15)."""

from relsim.parameters.table import Group

_OF_LIST = "share of list price a month"

SERVICE = Group("Service")
_add = SERVICE.add
_add("base_hours", 2.4, (0, 100), (1.5, 4), "hours a month per unit size", "standard service")
_add(
    "diagnosis_hours", 0.6, (0, 100), (0.2, 1.5), "hours a month", "of full diagnosis, mean account"
)
_add("empathy_hours", 0.6, (0, 100), (0.2, 1.5), "hours a month", "of full empathy, mean account")
_add("initiative_hours", 0.5, (0, 100), (0.2, 1.5), "hours a month",
     "of full initiative, mean account")  # fmt: skip
_add("talk_hours", 0.75, (0, 100), (0.3, 2), "hours a round", "of bargaining")
_add("challenge_hours", 0.2, (0, 100), (0.1, 1), "hours", "of putting a challenge forward")
_add(
    "crisis_hours", 8, (0, 1000), (3, 16), "hours, mean account", "of serving a true crisis at once"
)
_add("urgency_hours", 5, (0, 1000), (2, 10), "hours, mean account",
     "of serving a false emergency at once")  # fmt: skip
_add("rush_hours", 4, (0, 1000), (1, 8), "hours, mean account", "of a deadline granted in full")
_add("rush_effect", 0.6, (0, 1), (0.3, 0.9), "share", "of lateness that a rush takes out")
_add("scope_hours", 20, (1, 1000), (10, 40), "hours a month per share of list price",
     "that a standing special takes")  # fmt: skip
_add("scope_authority", 0.2, (0, 1), (0.05, 0.3), "share of list price",
     "worth of standing specials a rep may grant")  # fmt: skip
_add("scope_worth", 0.8, (0, 5), (0.4, 1.2), "share", "of its worth that customers feel")
_add("backlog_most_months", 3, (0, 24), (1, 6), "months of capacity",
     "beyond which work goes undone")  # fmt: skip
_add("hiccup_rate", 0.08, (0, 1), (0.02, 0.15), "chance a month", "delivery is late by itself")
_add("hiccup_months", 0.5, (0, 12), (0.2, 1), "months", "by this much")
_add("crisis_recognition", 0.6, (0, 1), (0.5, 0.8), "chance",
     "of telling a crisis from a false emergency without questions")  # fmt: skip

COMPLAINTS = Group("Failures, complaints, recovery")
_add = COMPLAINTS.add
_add("failure_rate", 0.002, (0, 1), (0.001, 0.003), "chance a month", "of a major failure")
_add("lapse_base", 0.01, (0, 1), (0, 0.03), "chance a month", "of a bad month")
_add("lapse_quality", 0.06, (0, 5), (0.02, 0.2), "chance per share of quality lost",
     "of a bad month")  # fmt: skip
_add("lapse_late", 0.05, (0, 5), (0.02, 0.2), "chance per month late", "of a bad month")
_add("lapse_broken", 0.1, (0, 5), (0.03, 0.4), "chance per month promised and not kept",
     "of a bad month")  # fmt: skip
_add("lapse_most", 0.6, (0, 1), (0.4, 0.9), "chance a month", "of a bad month at most")
_add("lapse_weight", 0.4, (0, 1), (0.2, 0.6), "share", "weight of a bad month beside a failure")
_add("complaint_major", 0.75, (0, 1), (0.65, 0.85), "chance",
     "that a major failure is complained of", "TARP")  # fmt: skip
_add("complaint_minor", 0.5, (0, 1), (0.3, 0.7), "chance", "that a bad month is complained of",
     "TARP (direction)")  # fmt: skip
_add("complaint_demandingness", 0.3, (0, 2), (0, 0.6), "chance", "weight of demandingness in it")
_add("complaint_hours", 3, (0, 1000), (1, 6), "hours", "of mending a complaint in full")
_add("complaint_learning", 0.6, (0, 1), (0.2, 0.8), "share",
     "of the solution's error mended with a full recovery")  # fmt: skip
_add("make_good", 0.3, (0, 1), (0.1, 1), "share of a month's revenue",
     "given back for a major failure, by openness")  # fmt: skip
_add("recovery_heard", 0.22, (0, 1), (0.1, 0.3), "share mended", "by complaining at all", "TARP")
_add("recovery_base", 0.35, (0, 1), (0.2, 0.6), "share mended",
     "by openness without empathy or skill", "Maxham & Netemeyer 2002 (direction)")  # fmt: skip
_add("recovery_empathy", 0.4, (0, 1), (0.2, 0.6), "share mended", "added by empathy")
_add("recovery_skill", 0.4, (0, 1), (0.2, 0.6), "share mended", "added by expertise")
_add("recovery_slowness", 0.8, (0, 20), (0.4, 1.5), "per month of backlog", "lost by delay", "TARP")
_add("recovery_repeated", 0.5, (0, 1), (0.3, 0.8), "share", "left of it at a second failure",
     "Maxham & Netemeyer 2002")  # fmt: skip
_add("warned_blame", 0.5, (0, 1), (0.2, 0.8), "share",
     "of the blame after the customer was warned")  # fmt: skip

APPRAISAL = Group("Appraisal")
_add = APPRAISAL.add
_add("value", 2.0, (0, 20), (1.6, 2.4), "shares of list price a month", "of perfect quality")
_add("loss_aversion", 2.0, (1, 5), (1.5, 2.5), "ratio", "losses against gains",
     "Tversky & Kahneman 1992; Brown et al. 2024")  # fmt: skip
_add("value_curvature", 0.88, (0.1, 1), (0.7, 1), "power", "of the value function",
     "Tversky & Kahneman 1992")  # fmt: skip
_add("satisfaction_scale", 2.5, (0, 100), (1.5, 6), "per share of list price",
     "steepness of satisfaction")  # fmt: skip
_add("satisfaction_gain", 0.315, (0, 1), (0.1, 0.4), "share of the way a month",
     "how fast satisfaction moves",
     "fitted to P13")  # fmt: skip
_add("reference_gain", 0.08, (0, 1), (0.03, 0.2), "share of the way a month",
     "how fast the reference moves")  # fmt: skip
_add("reference_own", 0.45, (0, 1), (0.2, 0.8), "share",
     "of one's own experience in it, against the market's")  # fmt: skip
_add("overpromise", 0.2, (0, 1), (0.1, 0.4), "quality", "promised too much without any candour")
_add("late_cost", 0.056, (0, 5), (0.05, 0.3), _OF_LIST, "what a month late feels like",
     "where early fits to P4 put it; too few patterns tell of it to fit it")  # fmt: skip
_add("late_most", 2, (0, 24), (1, 4), "months", "beyond which later feels no worse")
_add("tiresomeness", 0.05, (0, 5), (0, 0.1), _OF_LIST, "of questions in simple matters")
_add("intrusion", 0.05, (0, 5), (0, 0.1), _OF_LIST, "of initiative where needs stand still")
_add("conflict_cost", 0.3, (0, 5), (0.1, 0.6), _OF_LIST, "what a full conflict feels like")
_add("refusal_cost", 0.3, (0, 5), (0.1, 0.6), _OF_LIST, "what a full refusal feels like")
_add("cheap_yes_cost", 0.236, (0, 5), (0.02, 0.3), _OF_LIST,
     "what a price got too easily is worth less", "Galinsky et al. 2002 (direction); fitted to P4, P13")  # fmt: skip
_add("empathy_warmth", 0.0835, (0, 5), (0, 0.1), _OF_LIST, "what full empathy feels like",
     "fitted to P4")  # fmt: skip
_add("crisis_loss", 0.8, (0, 10), (0.3, 1.5), _OF_LIST, "what a neglected crisis feels like")
_add("crisis_relief", 0.2, (0, 10), (0, 0.5), _OF_LIST, "what a crisis served feels like")
_add("urgency_treat", 0.05, (0, 5), (0, 0.1), _OF_LIST, "what a false emergency served feels like")
_add("urgency_snub", 0.1, (0, 5), (0, 0.3), _OF_LIST, "what a false emergency put off feels like")
_add("failure_loss", 1.5, (0, 20), (0.5, 3), _OF_LIST, "what a major failure feels like")
_add("lapse_loss", 0.3, (0, 20), (0.1, 0.8), _OF_LIST, "what a bad month feels like")

BELIEFS = Group("Beliefs")
_add = BELIEFS.add
_add("belief_prior", 4, (1, 1000), (2, 10), "signals", "that a first impression weighs as much as")
_add("belief_memory", 36, (1, 1000), (18, 60), "signals", "after which a belief grows no firmer")
_add("precedent_gain", 0.25, (0, 1), (0.1, 0.5), "share of the way", "per answered demand or bluff")
_add("respect_quality", 1.2, (0, 20), (0.5, 2), "per quality", "above the market's")
_add("respect_advice", 0.3, (0, 5), (0.1, 0.6), "signal", "of advice that proves right (or wrong)")
_add("advice_notable", 0.3, (0.01, 10), (0.1, 0.5), "distance", "at which it is fully noticed")
_add("respect_boundary", 0.25, (0, 5), (0.1, 0.6), "signal", "of a boundary held with a reason")
_add("respect_cheap_yes", 0.5, (0, 5), (0.2, 1), "signal", "against: an instant yes")
_add("respect_order_taking", 0.3, (0, 5), (0.1, 0.6), "signal", "against: a false emergency served")
_add("respect_failure", 0.8, (0, 5), (0.3, 1.5), "signal", "against: a failure, fully blamed")
_add("respect_recovery", 0.05, (0, 5), (0, 0.3), "signal", "of a complaint mended")
_add("respect_walk_away", 0.4, (0, 5), (0, 0.8), "signal", "of talks ended, then resumed")
_add("trust_empathy", 0.15, (0, 5), (0.05, 0.4), "signal", "of empathy above middling")
_add("trust_candour", 0.1, (0, 5), (0.03, 0.4), "signal per month late", "of bad news told")
_add("trust_gift", 0.2, (0, 5), (0, 0.5), "signal", "of a demand granted for nothing")
_add("trust_trade", 0.3, (0, 5), (0, 0.6), "signal", "of a fair trade")
_add("trust_exchange", 0.6, (0, 5), (0.2, 1.2), "signal per trust",
     "against: a return asked for where there was trust", "Clark & Mills 1979 (direction)")  # fmt: skip
_add("trust_recovery", 0.4, (0, 5), (0.2, 0.8), "signal", "of a complaint mended (or brushed off)")
_add("trust_broken", 0.8, (0, 5), (0.3, 1.5), "signal per month", "against: a promise broken")
_add("trust_conflict", 0.8, (0, 5), (0.3, 1.5), "signal", "against: a full conflict")
_add("trust_refusal", 0.4, (0, 5), (0.1, 0.8), "signal", "against: a full frustration")
_add("trust_failure", 0.3, (0, 5), (0.1, 0.8), "signal", "against: a failure, fully blamed")
_add("trust_neglect", 1.0, (0, 5), (0.3, 2), "signal", "against: a crisis neglected")

DECISIONS = Group("Stay or leave")
_add = DECISIONS.add
_add("exit_base", 0.0051, (0, 1), (0.001, 0.01), "chance a month",
     "to leave, at mean restlessness and neutral satisfaction", "Fader & Hardie 2007; fitted to P1, P3")  # fmt: skip
_add("exit_satisfaction", 3, (0, 40), (1, 6), "log", "weight of satisfaction against it")
_add("exit_commitment", 0.5, (0, 40), (0.2, 1.5), "log", "weight of a commitment against it")
_add("exit_constant", 0.008, (0, 1), (0.004, 0.015), "chance a month", "to leave with M13 off")
_add("choice_noise", 0.13, (0.01, 5), (0.08, 0.2), _OF_LIST, "scale of what is unseen in choices",
     "McFadden 1974 (form)")  # fmt: skip
_add("switching_cost", 0.2, (0, 5), (0.1, 0.4), _OF_LIST, "of taking a rival")
_add("price_weight", 2, (0, 20), (1, 3), "ratio", "of a rival's discount at full price sensitivity")
_add("relation_beliefs", 0.45, (0, 5), (0.2, 0.8), _OF_LIST, "worth of full respect or trust",
     "Morgan & Hunt 1994 (direction)")  # fmt: skip
_add("relation_satisfaction", 0.3, (0, 5), (0.1, 0.6), _OF_LIST, "worth of full satisfaction")
_add("relation_commitment", 0.1, (0, 5), (0.03, 0.3), _OF_LIST, "worth of a commitment")
_add("refusal_push", 0.6, (0, 5), (0.3, 1), _OF_LIST, "of a full frustration")
_add("refusal_stay", 0.5, (0, 5), (0.35, 0.8), _OF_LIST, "inertia against leaving over a refusal")
_add("refusal_scale", 0.15, (0.001, 1), (0.08, 0.3), "share of list price",
     "refused: frustrates in full")  # fmt: skip
_add("dominance_share", 0.5, (0, 1), (0.2, 0.8), "share",
     "of a refusal's sting that only the dominant feel")  # fmt: skip
_add("reason_softening", 0.25, (0, 1), (0.1, 0.6), "share",
     "of a refusal's sting taken out by a reason or alternative", "Lawrence et al. 2021 (direction)")  # fmt: skip
_add("failure_harm", 0.65, (0, 5), (0.4, 0.9), _OF_LIST, "of a major failure in the choice", "TARP")
_add("crisis_harm", 0.55, (0, 5), (0.2, 0.8), _OF_LIST, "of a neglected crisis in the choice")
_add("failure_stay", 0.255, (0, 5), (0.1, 0.4), _OF_LIST, "inertia against leaving over it", "TARP")
_add("failure_relation", 0.4, (0, 5), (0.1, 1), "share", "of the relationship that counts then")
_add(
    "cooling_months",
    6,
    (0, 240),
    (3, 18),
    "months",
    "before a lost account can be won back",
    kind="int",
)
_add("reassignment_chance", 0.3, (0, 1), (0, 1), "chance", "that it comes back to any rep")
_add(
    "reassignment_forgets",
    0.5,
    (0, 1),
    (0.2, 0.8),
    "share",
    "of beliefs forgotten with another rep",
)

WORD_OF_MOUTH = Group("Word of mouth")
_add = WORD_OF_MOUTH.add
_add("talk_rate", 0.127, (0, 0.5), (0.03, 0.15), "chance a month", "of an occasion to recommend",
     "fitted to P9")  # fmt: skip
_add("act_share", 0.4, (0, 1), (0.3, 0.55), "share", "of those who would recommend that do",
     "Kumar, Petersen & Leone 2007")  # fmt: skip
_add("intent_base", 0.3, (-20, 20), (-1, 1.5), "log odds", "of meaning to recommend")
_add("intent_satisfaction", 4, (0, 40), (2, 8), "log odds", "weight of satisfaction in it")
_add("intent_trust", 2, (0, 40), (1, 4), "log odds", "weight of trust in it")
_add("intent_respect", 2, (0, 40), (1, 4), "log odds", "weight of respect in it")
_add("word_weight", 0.721, (0, 1), (0.2, 0.8), "share", "of another's belief taken over on their word",
     "Goldenberg et al. 2001 (direction); fitted to P8")  # fmt: skip
_add("ill_word_below", 0.4, (0, 1), (0.3, 0.5), "0-1",
     "satisfaction below which those who leave speak ill")  # fmt: skip
_add("reference_satisfaction", 0.5, (0, 1), (0.4, 0.7), "0-1",
     "satisfaction from which a client is a reference")  # fmt: skip

PITCH = Group("Pitch and further business")
_add = PITCH.add
_add("pitch_hours", 6, (0, 1000), (3, 12), "hours", "a pitch takes")
_add("pitch_base", 0.32, (-5, 5), (0.2, 0.45), "share of list price",
     "discount a mean stranger wants to sign",
     "fitted to P8, P12")  # fmt: skip
_add("pitch_fit", 0.5, (0, 10), (0.2, 0.8), "share of list price per fit", "wanted less with fit")
_add("pitch_relation", 1.06, (0, 10), (0.3, 1.2), "share of list price per belief",
     "wanted less with respect and trust",
     "fitted to P8")  # fmt: skip
_add("pitch_insight", 0.8, (0, 10), (0.3, 1.5), "share of list price per insight",
     "wanted less with insight into the need", "Homburg et al. 2008 (direction)")  # fmt: skip
_add(
    "insight_unspoken", 0.4, (0, 1), (0.2, 0.7), "share", "of insight that shows without challenge"
)
_add("pitch_promise", 0.04, (0, 10), (0.02, 0.15), "share of list price",
     "wanted less with rosy promises")  # fmt: skip
_add("pitch_lecture", 0.1, (0, 10), (0.03, 0.2), "share of list price",
     "wanted more after a challenge without empathy")  # fmt: skip
_add("pitch_references", 0.15, (0, 10), (0.05, 0.3), "share of list price",
     "wanted less if all neighbours are satisfied clients")  # fmt: skip
_add("pitch_satisfaction", 0.3, (0, 10), (0.1, 0.6), "share of list price per satisfaction",
     "wanted less by a satisfied client for further business")  # fmt: skip
_add("pitch_rival", 0.16, (0, 10), (0.08, 0.25), "share of list price", "wanted more with a rival",
     "448 B2B deals (Salvirt), direction")  # fmt: skip
_add("pitch_noise", 0.12, (0, 5), (0.06, 0.2), "share of list price", "scale of what is unseen")
_add("pitch_competition", 10, (0, 1000), (4, 20), "ratio",
     "chance of a rival at a pitch, over competition")  # fmt: skip
_add("pitch_demand_share", 0.7, (0, 1), (0.5, 0.9), "share", "of buyers who ask for special terms")
_add("pitch_demand_scale", 2, (0, 20), (1, 3), "ratio", "size of special terms over a demand's")
_add("pitch_opening", 1.3, (1, 5), (1, 1.6), "ratio",
     "what buyers open talks with, over the discount that would do",
     "Galinsky & Mussweiler 2001 (direction)")  # fmt: skip
_add("pitch_constant", 0.2, (0, 1), (0.1, 0.3), "chance", "of winning a pitch with M15 off")
_add("fit_error", 0.2, (0, 1), (0.1, 0.3), "0-1", "error of a layman's eye for fit")
_add("selectivity_bar", 0.9, (0, 1), (0.6, 1), "0-1",
     "fit that the most selective rep asks for", "Homburg, Droll & Totzek 2008 (direction)")  # fmt: skip
_add("further_rate", 0.02, (0, 0.5), (0.01, 0.05), "chance a month", "of further business to give")
_add("further_volume", 0.12, (0, 5), (0.05, 0.2), "share", "of volume that a win adds")
_add("further_hours", 3, (0, 1000), (1, 6), "hours", "that a try for further business takes")
_add("further_constant", 0.6, (0, 1), (0.4, 0.8), "chance", "of winning it with M15 off")
_add("volume_most", 2, (1, 100), (1.5, 4), "ratio", "to its first volume an account can grow")
