"""The words of the report: they claim what its intervals allow, and no more."""

from __future__ import annotations

import re

from reported import compared

from relsim.analysis import Measured, compare_outcome
from relsim.report.headline import headline, ranking, verdict
from relsim.report.tables import oriented

NAMES = {"servile": "Yes-sayer", "combative": "Fighter", "advisory": "Adviser"}


def test_a_clear_winner_is_named_with_the_others() -> None:
    found = compared(
        servile=[1.0e6, 1.1e6, 1.2e6], combative=[3e6, 3.1e6, 3.3e6], advisory=[7e6, 7.1e6, 7.2e6]
    )
    assert headline(found, NAMES, "in ten years") == (
        "Adviser earns most: 7.1 million EUR in ten years; Fighter 3.1 and Yes-sayer 1.1"
    )
    assert verdict(found, NAMES) == "Adviser is clearly highest."


def test_no_clear_winner_is_said_with_what_would_settle_it() -> None:
    found = compared(
        servile=[1.0, 1.1, 1.2, 0.9], combative=[5.0, 9.0, 7.0, 5.5], advisory=[9.0, 5.0, 7.5, 6.0]
    )
    message = headline(found, NAMES, "in one year")
    assert (
        message == "No clear winner on margin between Fighter and Adviser; Yes-sayer clearly less"
    )
    said = verdict(found, NAMES)
    assert said.startswith(
        "No clear difference between Fighter and Adviser; Yes-sayer clearly lower"
    )
    assert re.search(r"About [\d,]+ replications would likely settle it", said)
    assert "replications" not in ranking(found, NAMES, "Margin")


def test_identical_strategies_are_called_identical() -> None:
    found = compared(servile=[1.0, 2.0], combative=[1.0, 2.0], advisory=[1.0, 2.0])
    assert headline(found, NAMES, "in one year").startswith("All three earn exactly the same")


def test_one_replication_claims_nothing() -> None:
    found = compared(servile=[1.0], advisory=[2.0])
    assert headline(found, NAMES, "in one year") == (
        "Adviser earned most in the single replication; that settles nothing yet"
    )
    assert verdict(found, NAMES) == "One replication settles nothing."


def test_less_is_better_where_the_outcome_says_so() -> None:
    churn = compare_outcome(
        {"servile": [0.2, 0.21, 0.22], "advisory": [0.1, 0.11, 0.12]},
        Measured("churn_yearly", "Yearly churn", "share", -1),
    )
    assert ranking(churn, NAMES, "Lost") == (
        "Lost: Adviser 11.0 % and Yes-sayer 21.0 %. Adviser is clearly lowest."
    )


def test_a_difference_can_be_read_either_way_round() -> None:
    found = compared(servile=[1.0, 1.1, 1.3], advisory=[2.0, 2.2, 2.3])
    one, other = oriented(found, "advisory", "servile"), oriented(found, "servile", "advisory")
    assert (one.verdict, other.verdict) == ("more", "less")
    assert other.simultaneous_low == -one.simultaneous_high
    assert other.mean == -one.mean
