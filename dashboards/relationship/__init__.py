"""Relationship: one account's life under some strategies, told and branched."""
