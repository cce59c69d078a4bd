"""Joining from phones: a room of people who bet, or play the same customer, before a projector."""
