"""English: what the Story says, by key."""

from __future__ import annotations

_PAGE = {
    "page.story": "Story",
    "story.first": "A customer is about to leave …",
    "story.chapters": "Chapters",
    "story.stage": "The story",
    "story.figure": "What the model says",
    "story.back": "Back",
    "story.next": "Next",
    "story.again": "Bet anew",
    "story.from_start": "From the start",
    "story.take_back": "Take back",
    "story.computing": "Simulating …",
    "story.busy": "Very many people are at work here at once. This goes on by itself in a moment.",
    "story.trouble": "That could not be computed. Go back and come again.",
    "story.script.gave_up": "That took too long and was given up. Press any button to go on.",
    "story.chapter.puzzle": "A puzzle",
    "story.chapter.serve": "Your turn",
    "story.chapter.three": "Three ways",
    "story.chapter.time": "Time",
    "story.chapter.need": "Want and need",
    "story.chapter.talk": "Word of mouth",
    "story.chapter.late": "Too late?",
    "story.chapter.where": "Where each wins",
    "story.chapter.honest": "What failed",
    "story.chapter.sandbox": "Now you",
    "story.eyebrow": "{number} · {chapter}",
    "story.dot": "Chapter {number}: {chapter}",
}

_BETS = {
    "story.bet.right": "Your bet: {bet}. The model agrees.",
    "story.bet.wrong": "Your bet: {bet}. The model says otherwise.",
    "story.bet.near": "Your bet: {bet}. It may be so, but it could be luck.",
    "story.option.servile": "The yes-sayer",
    "story.option.combative": "The fighter",
    "story.option.advisory": "The adviser",
    "story.option.unclear": "No clear difference",
}

_PUZZLE = {
    "story.puzzle.ask": "{company} got {count} concessions for nothing. Then they left.",
    "story.puzzle.stayed": "{company} got {count} concessions for nothing, and cost money.",
    "story.puzzle.lead": (
        "A yes-sayer served them for {span}. Balance: {margin}. What would have kept them?"
    ),
    "story.puzzle.asked": "They got everything, and left. What would have kept them?",
    "story.puzzle.last": "Month {month}: {told}",
    "story.puzzle.strip": "{gifts} months with a gift, of {count}; {end}",
    "story.puzzle.gift": "a gift",
    "story.puzzle.refused": "no agreement",
    "story.puzzle.left": "gone",
    "story.puzzle.option.grant": "Yes to everything",
    "story.puzzle.option.trade": "Something in return",
    "story.puzzle.option.reason": "No, with the reason",
    "story.puzzle.option.ask": "Asking what they need",
    "story.puzzle.option.nothing": "None of these",
    "story.puzzle.kept": "What would have kept them: {names}",
    "story.puzzle.none": "None of these would have kept them",
    "story.puzzle.name.grant": "yes to everything",
    "story.puzzle.name.trade": "something in return",
    "story.puzzle.name.reason": "a no with its reason",
    "story.puzzle.name.ask": "asking what they need",
    "story.puzzle.was": "As it was",
    "story.puzzle.same": "The same customer, the same luck, month by month. One thing changed.",
    "story.puzzle.column.what": "What the rep does",
    "story.puzzle.column.end": "The customer",
    "story.puzzle.column.margin": "Balance after {span}",
    "story.puzzle.column.all": "Of all {count} lost: stay",
    "story.end.left": "gone in month {month}",
    "story.end.kept": "stays",
    "story.rule": (
        "Not chosen for effect: of all clients the yes-sayer lost here, the one with most"
        " concessions."
    ),
}

_SERVE = {
    "story.serve.ask": "{company} asks for {what}.",
    "story.serve.price": "another {size} off",
    "story.serve.scope": "extra work every month, worth {size} of the price",
    "story.serve.deadline": "faster delivery, worth {size} of the price",
    "story.serve.rival": "They say a competitor has made them an offer.",
    "story.serve.lead": "Demand {number} of {count}, month {month}. What shall your rep say?",
    "story.serve.grant": "Yes",
    "story.serve.grant.does": "Give it, for nothing.",
    "story.serve.trade": "Yes, if …",
    "story.serve.trade.does": "Ask for something in return.",
    "story.serve.reason": "No",
    "story.serve.reason.does": "Say why.",
    "story.serve.stand": "No",
    "story.serve.stand.does": "Hold against the rival's offer.",
    "story.serve.walk": "End the talks",
    "story.serve.walk.does": "Below this price it does not pay.",
    "story.serve.step": "Month {month}. You: {answer}. {came}",
    "story.serve.done.kept": "{company} is still your client",
    "story.serve.done.left": "{company} left in month {month}",
    "story.serve.done.lead": (
        "Balance after {span}: {margin}. An average rep did all you did not decide."
    ),
    "story.serve.none": "They asked for nothing in {span}.",
}

_THREE = {
    "story.three.ask": "Which of the three earns most with {company}?",
    "story.three.lead": "The same customer, the same luck, {span}. Closer than one month's list"
    " price counts as no clear difference.",
    "story.three.wins": "The {name} earns most here",
    "story.three.unclear": "No clear difference between {names}",
    "story.three.end.kept": "{name} {margin}, stays",
    "story.three.end.left": "{name} {margin}, gone in month {month}",
    "story.three.you": "you",
    "story.three.You": "You",
    "story.three.one": "One customer, one luck: an anecdote. From here on: many.",
    "story.three.unit": "EUR since the start, this customer",
}

_LEVERS = {
    "story.change.unclear": "no clear change",
    "story.change.more": "{money} more [{low} to {high}]",
    "story.change.less": "{money} less [{low} to {high}]",
    "story.margin.unit": "EUR; bands: 90 % of territories",
    "story.respect.unit": "respect, 0–1; bands: 90 %",
    "story.earned.unit": "EUR in 10 years, mean [95 %]",
    "story.time-12.ask": "After one year: who earns most?",
    "story.time-12.lead": "{customers} customers, {count} territories, the same luck for all.",
    "story.time-36.ask": "After three years: who leads now?",
    "story.time-36.lead": "The same territories, two more years.",
    "story.time-120.ask": "After ten years: and now?",
    "story.time-120.lead": "Seven more years. Habits have had time to be learned.",
    "story.need.ask": "What if customers want exactly what they need?",
    "story.need.lead": "Nobody is mistaken. Ten years. Who earns most now?",
    "story.need.ends": "Where wants are needs: {low}. Where they mislead: {high}.",
    "story.need.across": "how far wants lie from needs (0–1)",
    "story.talk.ask": "Customers begin to talk to each other. Who gains most?",
    "story.talk.lead": "Ten years without a word between customers, against ten years with.",
    "story.talk.gains": "Word of mouth helps the {name} most",
    "story.talk.unclear": "No clear difference in what word of mouth brings",
    "story.talk.each": "{name} {change}",
    "story.talk.silent": "nobody talks",
    "story.talk.heard": "customers talk",
}

_LATE = {
    "story.late.ask": "Respect is damaged. After {months} months yes-sayers turn advisers.",
    "story.late.lead": (
        "Clients begin at {damaged}, not {usual}. How much of an adviser's respect comes back,"
        " against saying yes for ten years?"
    ),
    "story.late.turned": "Turned late",
    "story.late.option.full": "All of it",
    "story.late.option.most": "More than half",
    "story.late.option.some": "Less than half, or none",
    "story.late.option.unclear": "No clear difference",
    "story.late.full.head": "All respect comes back",
    "story.late.most.head": "Most respect comes back, but not all of it",
    "story.late.some.head": "Less than half of the respect comes back",
    "story.late.between.head": "Some respect comes back; whether half of it is not clear",
    "story.late.unclear.head": "No clear difference to staying a yes-sayer",
    "story.late.share": "That is {share} of what lies between.",
    "story.late.values": (
        "Respect after ten years: turned late {turned}; adviser from the start {advisory};"
        " yes-sayer for ever {servile}."
    ),
    "story.cost.ask": "And the money? What does turning late cost?",
    "story.cost.lead": (
        "What advising from the start brings over saying yes for ten years: how much of it is lost"
        " by beginning after {months} months?"
    ),
    "story.cost.option.quarter": "Less than a quarter",
    "story.cost.option.half": "A quarter to a half",
    "story.cost.option.most": "A half to three quarters",
    "story.cost.option.all": "More than three quarters",
    "story.cost.option.unclear": "No clear difference",
    "story.cost.more": "Turning after {late} costs {money}",
    "story.cost.less": "Turning after {late} brings {money} more than advising from the start",
    "story.cost.unclear": "Turning late costs nothing that could not be luck",
    "story.cost.interval": "The difference: {low} to {high}, 95 times in 100.",
    "story.cost.values": (
        "Ten years: turned late {turned}; adviser from the start {advisory}; yes-sayer for ever"
        " {servile}."
    ),
    "story.cost.share": "Lost: {share} of what there was to win.",
}

_WHERE = {
    "story.where.ask": "Is the customer king anywhere?",
    "story.where.lead": (
        "{count} kinds of territory, ten years each. In how many does the yes-sayer clearly earn"
        " most?"
    ),
    "story.where.option.nowhere": "Nowhere",
    "story.where.option.corner": "In a corner: fewer than a third",
    "story.where.option.third": "In a third or more",
    "story.where.option.unclear": "Mostly no clear difference",
    "story.where.all": "All three win somewhere",
    "story.where.some": "On this map only {names} clearly win",
    "story.where.none": "Nobody clearly wins anywhere on this map",
    "story.where.each": "{name} {count}",
    "story.where.values": "Of {count}: {each}; no clear difference in {blank} (blank). {king}",
    "story.where.king.won": "The customer is king where {places}.",
    "story.where.king.here": "The customer is king in some of them.",
    "story.where.across.low": "accounts are small and loud",
    "story.where.across.high": "accounts are large and loyal",
    "story.where.upward.low": "needs are simple and as wanted",
    "story.where.upward.high": "needs are complex",
    "story.where.king.lost": "The customer is king nowhere on this map.",
    "story.where.across": "all else about the territory",
    "story.where.upward": "needs",
    "story.where.loud": "small and loud",
    "story.where.loyal": "large and loyal",
    "story.where.simple": "simple",
    "story.where.complex": "complex",
}

_END = {
    "story.honest.ask": "{count} claims about customers were put to the test. How many fail?",
    "story.honest.lead": (
        "They come from five essays that say the adviser wins. Each was written down before it"
        " was run."
    ),
    "story.honest.option.quarter": "A quarter or fewer",
    "story.honest.option.half": "More than a quarter, up to a half",
    "story.honest.option.most": "More than a half",
    "story.honest.option.unclear": "Most: no clear difference",
    "story.honest.head": "{fails} of {count} fail, {holds} hold, {undecided} undecided",
    "story.honest.none": "None of {count} fails, {holds} hold, {undecided} undecided",
    "story.honest.three": "These sounded right, and the model says no:",
    "story.honest.link": "All claims, with their intervals",
    "story.honest.gone": "There are no claims here to show",
    "story.sandbox.head": "Now move it yourself",
    "story.sandbox.lead": "Everything you met, in the Workshop:",
    "story.sandbox.time": "Time: one year",
    "story.sandbox.need": "Wants that are needs",
    "story.sandbox.talk": "Nobody talks",
    "story.sandbox.late": "Damaged respect",
    "story.sandbox.large-and-loyal": "Large and loyal",
    "story.sandbox.small-and-loud": "Small and loud",
    "story.sandbox.complex-needs": "Complex needs",
    "story.sandbox.all": "The Workshop as shipped",
    "story.sandbox.customer": "{company} month by month",
    "story.sandbox.luck": (
        "Intervals cover luck, not the world. A result is a reason to look, not a forecast."
    ),
}

STORY = {**_PAGE, **_BETS, **_PUZZLE, **_SERVE, **_THREE, **_LEVERS, **_LATE, **_WHERE, **_END}
