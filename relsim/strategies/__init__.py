"""Ways of treating customers: points in eleven behaviours, or code."""

from relsim.state import BEHAVIOURS
from relsim.strategies.presets import PRESETS
from relsim.strategies.protocol import Strategy, compiled_answer
from relsim.strategies.resolving import resolve

__all__ = ["BEHAVIOURS", "PRESETS", "Strategy", "compiled_answer", "resolve"]
