"""English: what stands around every page (header, footer, banners, dialogs), by key."""

from __future__ import annotations

SHELL = {
    "page.workshop": "Workshop",
    "page.tab": "{title} – relsim",
    "shell.skip": "Skip to the content",
    "shell.menu": "Pages",
    "shell.menu.fold": "Menu",
    "shell.menu.model": "The model",
    "shell.menu.room": "With a room",
    "shell.tools": "Scenario",
    "shell.view": "View",
    "shell.undo": "Undo",
    "shell.redo": "Redo",
    "shell.replay": "Replay last change",
    "shell.replay.short": "Replay",
    "shell.copy": "Copy link",
    "shell.copied": "Link copied",
    "shell.link": "Link to this view",
    "shell.link.help": (
        "This browser does not let the page use the clipboard. Select the link and copy it."
    ),
    "shell.projector": "Projector mode",
    "shell.projector.short": "Projector",
    "shell.scheme": "Light or dark",
    "shell.scheme.short": "Light/dark",
    "shell.close": "Close",
    "shell.seed": "Seed",
    "shell.replications": "Replications",
    "shell.version": "relsim {version}",
    "shell.trust": "Why trust this?",
    "shell.keys": "Keys",
    "shell.keys.help": "These work anywhere outside a text field.",
    "shell.keys.space": "space bar",
    "shell.preparing": "Preparing the model",
    "shell.preparing.help": (
        "The simulation is being compiled for this machine. The first time this takes about half a"
        " minute; later starts take seconds. The page opens by itself."
    ),
    "shell.absent": "There is no such page here",
    "shell.absent.back": "Back to the Workshop",
    "shell.lost": (
        "No connection to the simulation. What you see stays; nothing new is computed until the"
        " connection is back."
    ),
    "shell.back": "The connection is back.",
    "shell.trouble": (
        "That could not be computed. What you see is the last result; change anything to go on."
    ),
    "shell.refused": "That was not understood. What you see is the last result.",
    "shell.script": "This page needs JavaScript. Without it: relsim compare writes a report.",
}

# The dialog behind "Why trust this?": headings and paragraphs, in reading order.
TRUST = {
    "trust.1.heading": "What you see is simulated while you watch",
    "trust.1.text": (
        "Every line is the mean of many simulated territories: the same customers, month by month,"
        " ask for things, get an answer, and stay or leave. Nothing is prepared in advance, and no"
        " data leave this computer."
    ),
    "trust.2.heading": "The same luck for every strategy",
    "trust.2.text": (
        "All strategies meet the same customers, the same crises and the same rival offers in the"
        " same months. What differs between two lines comes from how the reps answer, not from who"
        " was lucky. The same holds before and after you move a slider."
    ),
    "trust.3.heading": "How sure the numbers are",
    "trust.3.text": (
        "The band around a line holds 90 % of the simulated territories. The interval beside a"
        " number says where the mean would lie with many more of them, 95 times in 100. Where a"
        " difference could be luck, the page says so instead of naming a winner."
    ),
    "trust.4.heading": "What it cannot say",
    "trust.4.text": (
        "Intervals cover luck, not the world. Most of the model's numbers are plausible"
        " assumptions, and the strategies are three points an author chose. A result here is a"
        " reason to look, not a forecast of your own business."
    ),
    "trust.evidence": "The evidence: what was claimed and refuted, and how real customers compare",
    "trust.5.heading": "Check it yourself",
    "trust.5.text": (
        "The numbers shown once a slider rests are those of the command line, to the last digit,"
        " for the same settings and seed:"
    ),
}

SHELL |= TRUST
