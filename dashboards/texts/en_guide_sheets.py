"""English: the guide's sheets for the levers, by key.

What the model finds is filled in when the page is asked, so each sentence has its opposite.
"""

from __future__ import annotations

SHEETS = {
    "guide.sheet.range": "{low}–{high} {unit}; shipped: {usual}",
    "guide.sheet.ask": "Ask before you move it",
    "guide.sheet.watch": "What to watch",
    "guide.sheet.found": "What the room will see",
    "guide.sheet.sayings": "What people usually say",
    "guide.sheet.back": "Ask back:",
    "guide.sheet.who": "Who earns most",
    "guide.who.unclear": "No clear difference",
    "guide.the": "the {name}",
    "guide.big.same": "{low} and {high} alike, {told}.",
    "guide.big.differs": "{low}, {one}; {high}, {other}.",
    "guide.big.leader": "the {name} earns most",
    "guide.big.close": "{among} are too close to call",
    "guide.big.alike": "{among} earn exactly the same",
    "guide.big.nobody": "nobody earns anything that could be compared",
    "guide.moves.most": "It moves the {name} most: {low}{per} {at_low}, {high}{per} {at_high}.",
    "guide.moves.unclear": "No clear change for {names}.",
    "guide.per.margin": "",
    "guide.per.margin_per_rep_month": " a rep and month",
    "guide.earned.margin": "Margin (EUR)",
    "guide.earned.margin_per_rep_month": "Margin (EUR a rep and month)",
    "guide.judged.holds": "So it is here.",
    "guide.judged.fails": "Not here.",
    "guide.judged.unclear": "Not clear here.",
    "guide.judged.between": "{what} {at}: {name} {value}, {other} {other_value}{interval}.",
    "guide.judged.moved": "{what}, {name}: {value} {at}, {other_value} {other_at}{interval}.",
    "guide.judged.interval": " (difference between {low} and {high})",
    "guide.judged.interval.points": " (difference between {low} and {high} points)",
    "guide.outcome.margin": "Margin",
    "guide.outcome.churn_yearly": "Clients lost a year",
    "guide.outcome.respect": "Respect at the end (0–1)",
    "guide.outcome.crises_missed": "Crises not served",
    "guide.outcome.broken_promises": "Promises broken in 100 months of a client",
    "guide.outcome.demands": "Demands in 100 months of a client",
    "guide.competition.at.low": "in a calm market",
    "guide.competition.at.middle": "as shipped",
    "guide.competition.at.high": "in a fierce market",
    "guide.competition.meaning": "How often a real offer of a rival reaches a customer.",
    "guide.competition.ask": (
        "Rivals call far more often. Which of the three loses most: the one who gives in, the"
        " one who fights, the one who advises?"
    ),
    "guide.competition.say.1": "With rivals about, whoever gives in keeps the customers.",
    "guide.competition.back.1": "What does a customer stay for who came for a discount?",
    "guide.competition.say.2": "In a fierce market nobody can afford a fight: better say yes.",
    "guide.competition.back.2": "Afford: do you mean customers, or margin?",
    "guide.want_need_gap_mean.at.low": "where wants are close to needs",
    "guide.want_need_gap_mean.at.middle": "as shipped",
    "guide.want_need_gap_mean.at.high": "where wants mislead",
    "guide.want_need_gap_mean.meaning": (
        "How far what customers ask for lies from what would serve them."
    ),
    "guide.want_need_gap_mean.ask": (
        "Suppose customers know exactly what they need. Is there anything left for an adviser to"
        " earn?"
    ),
    "guide.want_need_gap_mean.say.1": "Where customers know best, doing what they say earns most.",
    "guide.want_need_gap_mean.back.1": "What else do they ask for besides the solution?",
    "guide.want_need_gap_mean.say.2": (
        "The further wants are from needs, the more it costs to say yes."
    ),
    "guide.want_need_gap_mean.back.2": (
        "Who pays when a customer gets what they wanted: their respect, or our margin?"
    ),
    "guide.crisis_rate.at.low": "where crises are rare",
    "guide.crisis_rate.at.middle": "as shipped",
    "guide.crisis_rate.at.high": "where crises are frequent",
    "guide.crisis_rate.meaning": "How often something truly burns at a customer's.",
    "guide.crisis_rate.ask": (
        "Everything burns more often. Who keeps the customers: who drops everything each time, or"
        " who checks first?"
    ),
    "guide.crisis_rate.say.1": "Customers stay with whoever drops everything for them.",
    "guide.crisis_rate.back.1": "And the customers whose work was dropped for it?",
    "guide.crisis_rate.say.2": (
        "When it burns everywhere, only a tough rep who checks everything still earns."
    ),
    "guide.crisis_rate.back.2": "What is the price of one true crisis that was not believed?",
    "guide.capacity_hours.at.low": "where hours are short",
    "guide.capacity_hours.at.middle": "as shipped",
    "guide.capacity_hours.at.high": "where there is time",
    "guide.capacity_hours.meaning": "Hours a rep has in a month for all accounts together.",
    "guide.capacity_hours.ask": (
        "Give every rep less than half of the hours. Whose promises break first, and does it show"
        " in the margin at all?"
    ),
    "guide.capacity_hours.say.1": "Our yes-sayers only need more time, then it would pay.",
    "guide.capacity_hours.back.1": "What would they do with another hour?",
    "guide.capacity_hours.say.2": "Advising is a luxury: with no time, the tough rep earns more.",
    "guide.capacity_hours.back.2": "Which of the adviser's hours could you cut, and what is lost?",
    "guide.discount_authority.at.low": "where discounts are tight",
    "guide.discount_authority.at.middle": "as shipped",
    "guide.discount_authority.at.high": "where discounts are generous",
    "guide.discount_authority.meaning": "The largest discount a rep may give without asking.",
    "guide.discount_authority.ask": (
        "Reps may give more away. Will they keep more customers, and what will it cost: nothing, a"
        " little, or all there is?"
    ),
    "guide.discount_authority.say.1": "A discount buys loyalty.",
    "guide.discount_authority.back.1": "What did the customer learn from getting it?",
    "guide.discount_authority.say.2": "A good rep does better with more room to negotiate.",
    "guide.discount_authority.back.2": "Who uses the room, and what do they take for it?",
    "guide.periods.at.low": "over one year",
    "guide.periods.at.middle": "over five years",
    "guide.periods.at.high": "over ten years",
    "guide.periods.meaning": "How many months the territory is watched.",
    "guide.periods.ask": (
        "Who should get the bonus after one year? Write it down. And after ten, with the same reps"
        " and the same customers?"
    ),
    "guide.periods.say.1": "At first it pays to be tough.",
    "guide.periods.back.1": "Who would be promoted in your firm after that year?",
    "guide.periods.say.2": "Toughness pays only at first; in the long run yes-sayers overtake.",
    "guide.periods.back.2": "What grows with the years: the gifts, or the gratitude?",
}
