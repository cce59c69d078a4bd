"""English: the facilitator's guide but for its sheets, by key; no result of a run stands here."""

from __future__ import annotations

from relsim.dashboards.texts.en_guide_sheets import SHEETS

_PAGE = {
    "page.guide": "Guide",
    "guide.title": "For whoever stands in front",
    "guide.about": (
        "Agendas, a sheet for each lever, questions for afterwards. Every result on these sheets is"
        " computed by the model when the page is opened."
    ),
    "guide.contents": "Contents",
    "guide.print": "Print",
    "guide.previous": "Sheet before",
    "guide.next": "Next sheet",
    "guide.computing": "The model is computing this …",
    "guide.busy": "The numbers are being computed. They come in a moment.",
    "guide.gave_up": "The numbers did not come. Open the page again.",
    "guide.ready": "The sheets hold the model's numbers now.",
    "guide.open": "Open",
    "guide.part.start": "Before",
    "guide.part.agendas": "Agendas",
    "guide.part.levers": "Levers",
    "guide.part.after": "Afterwards",
}

_BEFORE = {
    "guide.before.title": "Before you begin",
    "guide.before.1.heading": "Half an hour before",
    "guide.before.1.text": (
        "Start it on the machine at the projector: relsim dashboard, or relsim dashboard --lan if"
        " people shall join with their phones. The first start compiles the model; let it finish"
        " before anybody is in the room."
    ),
    "guide.before.2.heading": "On the projector",
    "guide.before.2.text": (
        "Press P for projector mode. Stand where the back row sits and read one sentence aloud. If"
        " you cannot, make the browser's page larger."
    ),
    "guide.before.3.heading": "Try one phone",
    "guide.before.3.text": (
        "Open the address on the Room page with a phone of your own, on the network that people"
        " will use. A guest network often keeps its devices apart: then bet by a show of hands and"
        " type in what you count."
    ),
    "guide.before.4.heading": "One rule for the day",
    "guide.before.4.text": (
        "Nobody sees a result before having placed a bet. People remember what surprised them, and"
        " only who has guessed can be surprised."
    ),
    "guide.before.5.heading": "What you should not do",
    "guide.before.5.text": (
        "Do not defend the model. When somebody says that it is wrong, ask what they would change,"
        " and change it: every number has a lever or a setting. When the room was right and the"
        " model is unclear, say so."
    ),
    "guide.before.6.heading": "Keys",
    "guide.before.6.text": (
        "P projector mode. In the Workshop: space hides and reveals, R replays the last change, Z"
        " undoes. On this page: ← and → go from sheet to sheet."
    ),
}

_AGENDAS = {
    "guide.agenda.title": "{minutes} minutes",
    "guide.agenda.30.about": "A talk with bets: no phones, no preparation.",
    "guide.agenda.60.about": "People play a rep themselves, and compare.",
    "guide.agenda.90.about": "Play, a lever, the king's own customers, one account, their own.",
    "guide.agenda.at": "Minute",
    "guide.agenda.what": "What you do",
    "guide.agenda.say": "What you say",
    "guide.agenda.where": "On the projector",
    "guide.agenda.nowhere": "nothing",
    "guide.agenda.then": "after the bet:",
    "guide.step.open.title": "Opening: hands up",
    "guide.step.open.say": (
        "Is the customer king? Hands up for yes. Now: who has lost a customer to whom nobody ever"
        " said no? Keep both numbers in mind."
    ),
    "guide.step.story.title": "The story",
    "guide.step.story.say": (
        "One chapter a minute or two. Read the question, wait, count hands, place the room's bet,"
        " then reveal. Never explain a reveal before the room has tried to."
    ),
    "guide.step.time.title": "Lever: the horizon",
    "guide.step.time.say": (
        "These are ten years. Who had earned most after the first? Press space to hide, move the"
        " horizon to twelve months, bet, reveal; R flicks between the two."
    ),
    "guide.step.discounts.title": "Lever: discounts",
    "guide.step.discounts.say": (
        "Your head of sales lets reps give more away. Who of the three notices? Press space to"
        " hide, bet, move discounts to the right end, reveal."
    ),
    "guide.step.king.title": "Where the customer is king",
    "guide.step.king.say": (
        "Few large, loyal accounts that ask for little and mean it. What would you now change about"
        " what you have learnt? Press space to hide, choose them on the left, bet, reveal."
    ),
    "guide.step.join.title": "Joining",
    "guide.step.join.say": (
        "Scan the code, or type the address. A name is optional, and nothing is kept. Who has no"
        " phone plays with a neighbour. (Nobody has one? Take the Play page, and decide by hands.)"
    ),
    "guide.step.play.title": "Playing a rep",
    "guide.step.play.say": (
        "You all serve the same customer with the same luck. Do not talk until you are through."
        " Decide as you would on a Thursday afternoon, not as you think you should. (Choose the"
        " customer, then start.)"
    ),
    "guide.step.debrief.title": "What the room did",
    "guide.step.debrief.say": (
        "Look at the spread first, then at the best. Ask the best and the last for the one decision"
        " that they would take back. Only then show the three strategies beside them."
    ),
    "guide.step.account.title": "One account, and a no",
    "guide.step.account.say": (
        "Pick a month in which the yes-sayer gave something away. What if the rep had said no here?"
        " Bet on what it costs, then branch."
    ),
    "guide.step.claims.title": "What did not hold",
    "guide.step.claims.say": (
        "These are the claims we started from. The model refuted some of them; here is the list."
        " Which one would you have bet on?"
    ),
    "guide.step.close.title": "Your customers",
    "guide.step.close.say": (
        "Write down one customer and one no that you owe them. Tell your neighbour what you will"
        " say, in one sentence. That sentence is what you take home."
    ),
}

_AFTER = {
    "guide.debrief.title": "Questions for afterwards",
    "guide.debrief.about": "Three from each part are enough. Wait longer than feels comfortable.",
    "guide.debrief.1.heading": "What happened?",
    "guide.debrief.1.1": "What did you bet, and what did you see?",
    "guide.debrief.1.2": "In which month did you notice that something had turned?",
    "guide.debrief.1.3": "What did the customer learn from your first answer?",
    "guide.debrief.1.4": "Which number looked good for a long time although things went wrong?",
    "guide.debrief.2.heading": "Why?",
    "guide.debrief.2.1": "Where did the hours go, and who paid for them?",
    "guide.debrief.2.2": "What is the difference between giving something and trading it?",
    "guide.debrief.2.3": "When did asking why cost more than it brought?",
    "guide.debrief.2.4": "What would you have needed to know to tell a bluff from a real offer?",
    "guide.debrief.3.heading": "And with us?",
    "guide.debrief.3.1": "Which of our customers are like this one? Which are not at all?",
    "guide.debrief.3.2": "What do we reward: this year's margin, or what is left after five?",
    "guide.debrief.3.3": "Who among us may say no, and who stands behind them when they do?",
    "guide.debrief.3.4": "What would have to be true for the opposite to be right?",
    "guide.model.title": "The model in one page",
    "guide.model.about": (
        "A territory of customers is served by a few reps. The same customers with the same luck"
        " are served three times: by yes-sayers, by fighters, by advisers."
    ),
    "guide.model.month": "What happens in a month",
    "guide.model.month.1": (
        "Each customer asks for something: what they want, which need not be what serves them;"
        " perhaps a discount or an extra, with a rival's offer behind it that is real or not."
    ),
    "guide.model.month.2": (
        "The rep answers: grants, trades or refuses; takes the order or asks why; promises what"
        " pleases or what can be kept; drops everything, or checks first."
    ),
    "guide.model.month.3": (
        "The work is delivered in the hours there are. Who promised too much is late."
    ),
    "guide.model.month.4": (
        "The customer compares with what they have come to expect, complains or not, and learns:"
        " how much to respect and trust the rep, and whether asking pays."
    ),
    "guide.model.month.5": (
        "They stay, or leave for a rival or for nothing. They tell their neighbours."
    ),
    "guide.model.month.6": "Reps talk to prospects; what was learnt stays for the next month.",
    "guide.model.strategies": "Three ways of answering",
    "guide.model.strategies.about": (
        "A strategy is eleven amounts between 0 and 1 and nothing else: none has a bonus, and each"
        " of the eleven costs something."
    ),
    "guide.model.behaviour": "How much",
    "guide.behaviour.yielding": "grants what is demanded",
    "guide.behaviour.reciprocity": "asks for something in return",
    "guide.behaviour.diagnosis": "finds the need behind the want",
    "guide.behaviour.challenge": "puts the need forward",
    "guide.behaviour.initiative": "brings up what will be needed",
    "guide.behaviour.empathy": "takes the customer's view first",
    "guide.behaviour.candour": "promises what can be kept",
    "guide.behaviour.triage": "checks what is truly urgent",
    "guide.behaviour.openness": "mends what is complained of",
    "guide.behaviour.walk_away": "ends talks below the floor",
    "guide.behaviour.selectivity": "pursues only who fits",
    "guide.model.measured": "What is measured",
    "guide.model.measured.text": (
        "Margin after hours and discounts; respect (is the rep an expert who stands for something?)"
        " and trust (does the rep mean well and keep promises?), each between 0 and 1; clients lost"
        " a year; clients won by referral. Every value is a mean over many territories, with the"
        " interval that luck leaves."
    ),
    "guide.limits.title": "What it cannot tell",
    "guide.limits.1.heading": "It is no forecast of your business",
    "guide.limits.1.text": (
        "It has {parameters} numbers. {fitted} of them are fitted to published facts about real"
        " customers; {assumed} are plausible assumptions. An interval covers luck, not whether the"
        " model is right."
    ),
    "guide.limits.2.heading": "It refutes some of what it was built to show",
    "guide.limits.2.text": (
        "Of {count} claims on trial, {holds} hold, {fails} fail and {undecided} are undecided. Show"
        " the list before somebody asks for it."
    ),
    "guide.limits.2.none": "The claims cannot be read here; relsim claims tries them again.",
    "guide.limits.3.heading": "The three strategies are three points",
    "guide.limits.3.text": (
        "An author chose them. A competent yes-sayer is among the strategies of the Workshop: show"
        " it when somebody calls the yes-sayer a straw man."
    ),
    "guide.limits.4.heading": "What is left out",
    "guide.limits.4.text": (
        "Shared purpose, work done together, several people who decide in one account. The firm"
        " does not hire, and prices stand still."
    ),
    "guide.limits.5.heading": "One kind of territory at a time",
    "guide.limits.5.text": (
        "Who wins depends on the customers. The ready-made scenarios of the Workshop hold"
        " territories in which each of the three comes first; none is right everywhere."
    ),
    "guide.limits.evidence": "The claims, and the patterns of real customers",
}

GUIDE = {**_PAGE, **_BEFORE, **_AGENDAS, **_AFTER, **SHEETS}
