"""What is followed over time: from a run's monthly columns to the values of a figure's lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from relsim.figures.curves import FloatArray, trailing, yearly

Columns = Mapping[str, FloatArray]


def _demands(of: Columns) -> FloatArray:
    asked = of["demands_price"] + of["demands_scope"] + of["demands_deadline"]
    return 100.0 * trailing(asked, of["clients"])


#: Measure -> values by month, from the columns of `relsim.metrics.monthly`, shape (..., months).
MEASURES: dict[str, Callable[[Columns], FloatArray]] = {
    "respect": lambda of: of["respect"],
    "margin": lambda of: np.cumsum(of["margin"], axis=-1),
    "churn": lambda of: yearly(trailing(of["churned"], of["clients"])),
    "clients": lambda of: of["clients"],
    "referrals": lambda of: np.cumsum(of["referrals_won"], axis=-1),
    "discount": lambda of: of["discount"],
    "trust": lambda of: of["trust"],
    "satisfaction": lambda of: of["satisfaction"],
    "demands": _demands,
}
#: The columns that the measures read.
MEASURED = (
    "respect",
    "margin",
    "churned",
    "clients",
    "referrals_won",
    "discount",
    "trust",
    "satisfaction",
    "demands_price",
    "demands_scope",
    "demands_deadline",
)
