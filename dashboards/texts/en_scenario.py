"""English: what is said where a scenario had to be changed, and what the shipped ones are."""

from __future__ import annotations

SCENARIO = {
    "note.unreadable": "This link holds no scenario that can be read; the workshop's own is shown.",
    "note.unknown": "“{what}” is not known here and was left out.",
    "note.value": "{what} was not a value that can be used; it is {used}.",
    "note.bounds": "{what} = {given} is out of bounds; it is {used}.",
    "note.rounded": "{what} takes whole numbers; it is {used}.",
    "note.capped": "That would take too long on this machine; {what} is now {used}.",
    "note.more": "{count} more values were changed.",
    "preset.shipped.name": "As shipped",
    "preset.shipped.about": "An average territory: complex needs half-way, some rivals.",
    "preset.large-and-loyal.name": "Few large, loyal accounts",
    "preset.large-and-loyal.about": "They ask little, mean it, and want what they need.",
    "preset.small-and-loud.name": "Many small, loud accounts",
    "preset.small-and-loud.about": "Small tickets, simple needs, demands and false alarms.",
    "preset.complex-needs.name": "Complex, changing needs",
    "preset.complex-needs.about": "What customers want is far from what serves them.",
    "preset.fierce-competition.name": "Fierce competition",
    "preset.fierce-competition.about": "Rival offers five times as often.",
    "preset.hours-short.name": "Hours are short",
    "preset.hours-short.about": "A rep has 140 hours a month instead of 288.",
    "preset.hard-customers.name": "Dominant, demanding customers",
    "preset.hard-customers.about": "They ask often, and press whom they hold in low regard.",
    "preset.wants-are-needs.name": "Customers know best",
    "preset.wants-are-needs.about": "Simple needs, and wants that fit them.",
}
