"""English: every word the dashboard shows, by key (`page.what`); {names} are filled in."""

from __future__ import annotations

from relsim.dashboards.texts.en_compare import COMPARE
from relsim.dashboards.texts.en_evidence import EVIDENCE
from relsim.dashboards.texts.en_explore import EXPLORE
from relsim.dashboards.texts.en_guide import GUIDE
from relsim.dashboards.texts.en_play import PLAY
from relsim.dashboards.texts.en_relationship import RELATIONSHIP
from relsim.dashboards.texts.en_room import ROOM
from relsim.dashboards.texts.en_scenario import SCENARIO
from relsim.dashboards.texts.en_shelf import SHELF
from relsim.dashboards.texts.en_shell import SHELL
from relsim.dashboards.texts.en_story import STORY

LEVERS = {
    "lever.competition.name": "Competition",
    "lever.competition.low": "calm",
    "lever.competition.middle": "contested",
    "lever.competition.high": "fierce",
    "lever.competition.watch": "Who keeps clients when rivals call?",
    "lever.want_need_gap_mean.name": "Want–need gap",
    "lever.want_need_gap_mean.low": "small",
    "lever.want_need_gap_mean.middle": "wide",
    "lever.want_need_gap_mean.high": "misleading",
    "lever.want_need_gap_mean.watch": "What does serving every want cost later?",
    "lever.crisis_rate.name": "Crises",
    "lever.crisis_rate.low": "rare",
    "lever.crisis_rate.middle": "now and then",
    "lever.crisis_rate.high": "often",
    "lever.crisis_rate.watch": "Who has hours left for true trouble?",
    "lever.capacity_hours.name": "Hours a rep",
    "lever.capacity_hours.low": "stretched",
    "lever.capacity_hours.middle": "busy",
    "lever.capacity_hours.high": "at ease",
    "lever.capacity_hours.watch": "Whose promises break first?",
    "lever.discount_authority.name": "Discounts",
    "lever.discount_authority.low": "tight",
    "lever.discount_authority.middle": "some room",
    "lever.discount_authority.high": "generous",
    "lever.discount_authority.watch": "Does a gift buy loyalty, or a demand?",
    "lever.periods.name": "Horizon",
    "lever.periods.low": "short run",
    "lever.periods.middle": "medium run",
    "lever.periods.high": "long run",
    "lever.periods.watch": "Who leads after a year, who after ten?",
    "lever.periods.unit": "months",
}

CONTROLS = {
    "control.panel": "What the territory is like",
    "control.slider": "{name} ({unit})",
    "control.entry": "{name}, exact ({unit})",
    "control.strategies": "Ways of treating customers",
    "control.preset": "Ready-made scenarios",
    "control.preset_own": "Own settings",
    "control.seed": "Seed",
    "control.seed_long": "Seed of the luck",
    "control.luck": "Other luck",
    "control.luck_help": "The same territory, drawn again with another seed",
}

MEASURES = {
    "measure.months": "months",
    "measure.swap_left": "What the left figure shows",
    "measure.swap_right": "What the right figure shows",
    "measure.respect.title": "Respect",
    "measure.respect.unit": "0–1, clients of month 0",
    "measure.margin.title": "Cumulative margin",
    "measure.margin.unit": "EUR since the start",
    "measure.churn.title": "Churn",
    "measure.churn.unit": "a year, over the last 12 months",
    "measure.clients.title": "Clients",
    "measure.clients.unit": "accounts",
    "measure.referrals.title": "Referrals won",
    "measure.referrals.unit": "clients since the start",
    "measure.discount.title": "Discount",
    "measure.discount.unit": "share of list price given away",
    "measure.trust.title": "Trust",
    "measure.trust.unit": "0–1, clients of month 0",
    "measure.satisfaction.title": "Satisfaction",
    "measure.satisfaction.unit": "0–1, clients of month 0",
    "measure.demands.title": "Demands",
    "measure.demands.unit": "per 100 client-months, over the last 12",
}

CARDS = {
    "card.margin": "Margin",
    "card.respect": "Respect",
    "card.churn_yearly": "Lost a year",
    "card.referrals_won": "Won by referral",
    "card.unit.margin": "EUR, {span}",
    "card.unit.respect": "0–1, at the end",
    "card.unit.churn_yearly": "share of clients",
    "card.unit.referrals_won": "clients, {span}",
    "card.undefined": "no value",
    "card.against.long": "{name}: {change} {interval} against the baseline",
    "card.unchanged": "as the baseline",
    "card.unclear": "change not clear",
    "card.best": "{leader}: clearly {extreme}",
    "card.best.highest": "highest",
    "card.best.lowest": "lowest",
    "card.among": "No clear difference: {among}",
    "card.identical": "Exactly the same: {among}",
    "card.single": "One replication settles nothing",
}

MESSAGE = {
    "message.wins": "{leader} earns most",
    "message.wins.values": "{most} in {span}; {rest}",
    "message.alone": "{leader} earns {most}",
    "message.alone.values": "in {span}",
    "message.unclear": "No clear winner on margin",
    "message.unclear.values": "Not clear between {among} over {span}{behind}",
    "message.unclear.behind": "; {names} clearly less",
    "message.identical": "All earn exactly the same",
    "message.identical.values": "{most} in {span}",
    "message.none": "Nothing to compare",
    "message.none.values": "No strategy has a margin here.",
    "message.extinct": "{names} ran out of clients in most territories.",
    "message.respect": "Respect at the end: {values}.",
    "message.and": "and",
    "message.none_left": "no clients left",
    "message.money.million": "{value} million EUR",
    "message.money.thousand": "{value} thousand EUR",
    "message.money.plain": "{value} EUR",
    "message.years": "{count} years",
    "message.year": "one year",
    "message.months": "{count} months",
}

WORKSHOP = {
    "workshop.first": "Simulating …",
    "workshop.wait": "Drawing the first territories",
    "workshop.predict": "Predict",
    "workshop.reveal": "Reveal",
    "workshop.pin": "Set as baseline",
    "workshop.unpin": "Drop baseline",
    "workshop.keep": "Pin to compare",
    "workshop.bets.title": "Which earns most?",
    "workshop.bets.help": "Show hands. The levers still move; nobody sees what they do.",
    "workshop.bets.unclear": "too close to call",
    "workshop.bets.more": "One more for {name}",
    "workshop.bets.fewer": "One fewer for {name}",
    "workshop.legend": "Grey: the baseline. Bands: 90 % of territories.",
    "workshop.busy": "Very many people move levers at once; this will take a moment.",
}

# What the page's script says by itself.
SCRIPT = {
    "script.own_name": "Own settings",
    "script.kept": "{count} pinned",
    "script.gave_up": "That took too long and was given up. Change anything to go on.",
    "script.hidden": "Results are hidden. Place your bets.",
    "script.room": "The room: {votes}.",
    "script.room_right": "The room was right.",
    "script.room_wrong": "The model says otherwise.",
    "script.flick_before": "before",
    "script.flick_after": "after",
}

TEXTS = {
    **SHELL,
    **LEVERS,
    **SCENARIO,
    **CONTROLS,
    **MEASURES,
    **CARDS,
    **MESSAGE,
    **WORKSHOP,
    **SCRIPT,
    **SHELF,
    **RELATIONSHIP,
    **COMPARE,
    **EXPLORE,
    **EVIDENCE,
    **GUIDE,
    **PLAY,
    **ROOM,
    **STORY,
}
