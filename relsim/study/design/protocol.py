"""What a design is: a numbered set of points."""

from __future__ import annotations

from typing import Any, Protocol


class Design(Protocol):
    """A numbered set of points, worked out when asked for."""

    @property
    def kind(self) -> str:
        """The word for it in an experiment file."""

    @property
    def names(self) -> tuple[str, ...]:
        """The varied names, in column order."""

    @property
    def size(self) -> int:
        """How many points there are."""

    def point(self, index: int) -> dict[str, float]:
        """Return one point, 0 <= index < size: varied name -> value."""

    def label(self, index: int) -> str:
        """Return what one point is called: its own label, or its number."""

    def mean(self, name: str) -> float:
        """Return about the mean of a varied name over the points, without working them out."""

    def to_dict(self) -> dict[str, Any]:
        """Return the design as a table of an experiment file, every value spelt out."""
