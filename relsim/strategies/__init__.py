"""Ways of treating customers: points in eleven behaviours, or code."""

from relsim.state import BEHAVIOURS
from relsim.strategies.presets import PRESETS
from relsim.strategies.protocol import SHARES, Strategy, compiled_answer
from relsim.strategies.resolving import resolve

__all__ = ["BEHAVIOURS", "PRESETS", "SHARES", "Strategy", "compiled_answer", "resolve"]
