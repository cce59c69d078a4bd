"""Which behaviours make the gap between two strategies: its Shapley decomposition.

Each set of behaviours taken over from one strategy by the other is a point of a study: with eleven
that differ, 2,048 of them. ``game`` makes that study, ``findings`` shares out the gaps, ``wording``
tells of them.
"""

from __future__ import annotations

from relsim.evidence.credit.findings import Credit, Findings, Gap, findings_of
from relsim.evidence.credit.game import Game, game_of

__all__ = ["Credit", "Findings", "Game", "Gap", "findings_of", "game_of"]
