"""English: what the Room page, the phones and the terminal say about joining, by key."""

from __future__ import annotations

ROOM = {
    "page.room": "Room",
    "room.first": "Opening the room …",
    "room.key.terminal": (
        "To lead the room from another machine: {address}#{key}\n"
        "Whoever has this key leads; it is not for the participants."
    ),
    # The way in, for people with phones.
    "room.way": "How to join",
    "room.way.qr": "QR code: {address}",
    "room.way.code": "Code ",
    "room.way.came": " have joined",
    "room.way.came.one": " has joined",
    "room.way.away": ", {count} away now",
    "room.way.or": "If that does not open: {addresses}",
    "room.shut.title": "Phones are not let in",
    "room.shut.how": (
        "This dashboard serves this machine only. To let phones of this network join, end it and"
        " start it again with:"
    ),
    "room.shut.hands": "Without phones you can still bet: type in a show of hands below.",
    # The question.
    "room.bet.question": "Which earns most after {span}?",
    "room.bet.about": "{name}: {about}",
    "room.bet.unclear": "No clear difference",
    "room.bet.own": "The territory that the Workshop shows",
    "room.bet.lever": "{name}: {word}",
    # The room before the reveal, and after it.
    "room.stage.waiting": "Not begun yet",
    "room.stage.open": "Place your bets",
    "room.stage.paused": "Bets are paused",
    "room.answered": "{count} of {whole} have answered",
    "room.answered.hands": " ({count} by show of hands)",
    "room.answered.none": "Nobody has answered yet",
    "room.table.option": "Bet",
    "room.table.room": "The room",
    "room.table.model": "The model: margin, 95 % interval",
    "room.verdict.wait": "The model is still computing …",
    "room.verdict.failed": "The model could not compute this. Reset, and choose another scenario.",
    "room.verdict.mark": "✓ the model",
    "room.verdict.rests": "{count} simulated territories, the same luck for all.",
    "room.verdict.share": "{hits} of {bets} had it",
    "room.verdict.right": "The room’s favourite was right: {share}.",
    "room.verdict.split": "The room was divided: {share}.",
    "room.verdict.wrong": "The model says otherwise than the room: {share}.",
    # What the facilitator presses.
    "room.desk": "Lead the room",
    "room.act.start": "Start bets",
    "room.act.start.again": "Go on",
    "room.act.pause": "Pause",
    "room.act.reveal": "Reveal",
    "room.act.reset": "Ask again",
    "room.act.reset.open": "Reset",
    "room.act.empty": "Empty the room",
    "room.act.empty.sure": "Really send all home?",
    "room.act.export": "Download as CSV",
    "room.choose.preset": "Territory",
    "room.choose.own": "As in the Workshop now",
    "room.choose.months": "After",
    "room.hands": "Show of hands",
    "room.hands.help": "Where phones cannot reach this machine, count hands and type them in.",
    "room.lead": "Lead from another machine",
    "room.lead.help": "Open this address there. It holds the key: do not show it to the room.",
    "room.people": "Who is here",
    "room.people.none": "Nobody has given a name.",
    "room.people.more": "and {count} more",
    "room.people.unnamed": "{count} without a name",
    "room.export.who": "who",
    "room.export.answer": "answer",
    "room.export.count": "count",
    "room.export.person": "participant {number}",
    "room.export.hands": "show of hands",
    "room.export.question": "question",
    "room.export.model": "the model",
    # Who has no key.
    "room.refused.title": "Somebody else leads this room",
    "room.refused.text": (
        "To take part, join. To lead from this machine you need the key, which stands on the"
        " terminal of the machine that serves this page."
    ),
    "room.refused.join": "Join",
    "room.refused.key": "Key",
    "room.refused.lead": "Lead",
    "room.refused.wrong": "That is not the key of this room.",
    # The script of the projector's page.
    "room.script.gave_up": "That took too long and was given up. Press again to go on.",
    "room.script.answered": "Bets revealed.",
    # Phones.
    "room.phone.title": "Join the room",
    "room.phone.script": "This page needs JavaScript.",
    "room.phone.joining": "Joining …",
    "room.phone.shut": (
        "This room takes no phones. Whoever leads it can start it again with --lan."
    ),
    "room.phone.code": "Which room? The code stands on the screen.",
    "room.phone.gone": "That room has ended. If there is a new one, its code stands on the screen.",
    "room.phone.full": "The room is full. You are let in as soon as somebody leaves.",
    "room.phone.lost": "No connection. Your answer is kept; trying again …",
    "room.phone.enter": "Join",
    "room.phone.codename": "Code on the screen",
    "room.phone.name": "Your name, if you like",
    "room.phone.keep": "Keep",
    "room.phone.kept": "Kept",
    "room.phone.waiting": "You are in. It begins soon; look at the screen.",
    "room.phone.open": "Choose one.",
    "room.phone.open.mine": "Your bet counts. You can change it until bets close.",
    "room.phone.paused": "Bets are paused.",
    "room.phone.paused.mine": "Bets are paused. Yours counts.",
    "room.phone.revealed": "Bets are closed.",
    "room.phone.right": "You were right.",
    "room.phone.wrong": "The model says otherwise.",
    "room.phone.mark": "the model",
    "room.phone.refused.closed": "Bets were closed already; this one came too late.",
    "room.phone.refused.paused": "Bets are paused; this one does not count yet.",
    "room.phone.refused.waiting": "It has not begun yet.",
    "room.phone.refused.stale": "That was the question before. Choose again.",
    "room.phone.refused.unknown": "There is no such bet here. Choose again.",
    "room.phone.refused.hasty": "That was a little fast. Choose again in a moment.",
    "room.phone.refused.stranger": "Joining again …",
}
