"""relsim: is the customer king? Three ways of treating customers, on trial.

>>> import relsim
>>> result = relsim.simulate("advisory", seed=1, periods=12, customers=100)
>>> round(result.outcomes["advisory"]["respect"], 1) > 0
True
"""

from __future__ import annotations

import importlib
from typing import Any

# Loaded when first asked for, so that `relsim --help` pays for nothing it does not use.
_HOMES = {
    "simulate": "relsim.simulation",
    "Result": "relsim.simulation",
    "Strategy": "relsim.strategies",
    "compiled_answer": "relsim.strategies",
    "PRESETS": "relsim.strategies",
    "PARAMETERS": "relsim.parameters",
    "OUTCOMES": "relsim.metrics",
    "InputError": "relsim.errors",
    "read_book": "relsim.accounts",
    "trace": "relsim.tracing",
    "RelationshipModel": "relsim.model",
    "Customer": "relsim.model",
    "Rep": "relsim.model",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("relsim")
    if name not in _HOMES:
        raise AttributeError(f"module 'relsim' has no attribute '{name}'")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
