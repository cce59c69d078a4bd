"""What docs/odd.md says of parameters, luck, rules and rows is complete and current."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import pytest

import relsim.rules
from relsim import documents, draws, state
from relsim.errors import InputError
from relsim.metrics import OUTCOMES
from relsim.parameters import PARAMETERS
from relsim.strategies import BEHAVIOURS, PRESETS

ODD = documents.ODD.read_text(encoding="utf-8")
#: The document as written by hand.
TEXT = ODD
for part in ("parameters", "strategies", "levers"):
    TEXT = documents.with_part(TEXT, part, "")


def rules():
    """Return the names of all rule functions, by module."""
    for module in pkgutil.iter_modules(relsim.rules.__path__, "relsim.rules."):
        members = vars(importlib.import_module(module.name))
        for name, member in members.items():
            function = getattr(member, "py_func", member)
            if inspect.isfunction(function) and function.__module__ == module.name:
                yield name


def constants(low):
    """Return the numbers of draws that stand for domains (low = 0) or purposes (low = 1)."""
    domains = ("MONTHS", "TRAITS", "REPS", "EDGES", "SAMPLES")
    for name, value in vars(draws).items():
        public = name.isupper() and not name.startswith("_") and isinstance(value, int)
        if public and (name in domains) == (low == 0):
            yield name, value


def words(text):
    return set(re.findall(r"\w+", text))


def test_the_generated_tables_are_current():
    assert documents.main(["--check"]) == 0, "run python -m relsim.documents"


def test_a_changed_default_makes_the_table_stale(tmp_path, capsys):
    copy = tmp_path / "odd.md"
    row = next(line for line in ODD.splitlines() if line.startswith("| `competition` |"))
    copy.write_text(ODD.replace(row, row.replace("| `competition` | ", "| `competition` | 9")))
    assert documents.main(["--check", str(copy)]) == 1
    assert "not current" in capsys.readouterr().err
    assert documents.main([str(copy)]) == 0
    assert copy.read_text(encoding="utf-8") == ODD


def test_a_document_without_markers_is_refused(tmp_path, capsys):
    copy = tmp_path / "odd.md"
    copy.write_text(ODD.replace("<!-- end:parameters -->", ""))
    assert documents.main([str(copy)]) == 2
    assert "<!-- end:parameters -->" in capsys.readouterr().err
    with pytest.raises(InputError, match="once each"):
        documents.with_part("<!-- end:a --><!-- begin:a -->", "a", "")


def test_the_table_has_a_row_for_each_parameter_and_preset():
    table = documents.parameter_table()
    for name, parameter in PARAMETERS.items():
        (row,) = (line for line in table.splitlines() if line.startswith(f"| `{name}` |"))
        assert f"| {parameter.default:.12g} |" in row
        assert row.endswith(f"| {parameter.source} |")
    strategies = documents.strategy_table()
    for name in (*BEHAVIOURS, *PRESETS):
        assert f"`{name}`" in strategies


def test_every_parameter_stands_in_a_formula_and_none_that_is_not():
    named = set(re.findall(r"\bp\.(\w+)", TEXT, re.ASCII))
    assert set(PARAMETERS) - named == set()
    assert named - set(PARAMETERS) == {"x"}


def test_no_default_is_written_into_the_text():
    """Numbers may change between versions; the text would not know."""
    tellable = {
        f"{p.default:.12g}" for p in PARAMETERS.values() if f"{p.default:.12g}" not in SMALL
    }
    written = set(re.findall(r"(?<![\w.])\d+\.?\d*(?![\w.]*\d)", without_years(TEXT)))
    assert tellable & written <= CONSTANTS


#: Whole numbers that count things, codes, lanes and sections.
SMALL = {str(number) for number in range(17)} | {"20", "24", "36", "60", "100", "200"}
#: Constants of the form, named as such in section 7.1, and ends of the scale.
CONSTANTS = {"0.5"}


def without_years(text):
    text = re.sub(r"\b(19|20)\d\d\b", "", text)
    return re.sub(r"\(?\b7\.\d+\)?", "", text)  # sections


@pytest.mark.parametrize("low", [0, 1])
def test_every_domain_and_purpose_of_luck_stands_in_its_table(low):
    found = dict(constants(low))
    assert len(found) == (14 if low else 5)
    for name, value in found.items():
        assert f"| `{name}` | {value} |" in TEXT


def test_every_rule_is_named():
    names = list(rules())
    assert len(names) > 50
    assert set(names) - words(TEXT) == set()


def test_every_variable_is_named():
    for kind in (state.CUSTOMER, state.REP, state.REQUEST, state.TRUTH, state.OUTCOME, state.MONTH):
        assert set(kind.names) - words(TEXT) == set()
    assert set(OUTCOMES) - words(TEXT) == set()


def test_every_switch_has_its_neutral_form():
    for name in (p.name for p in PARAMETERS.values() if p.kind == "switch"):
        assert re.search(rf"^\| `p\.{name}` \| .{{10,}} \|$", TEXT, re.MULTILINE), name


def test_every_behaviour_acts_and_costs():
    for name in BEHAVIOURS:
        assert re.search(rf"\bb\.{name}\b", TEXT), name
        (row,) = re.findall(rf"^\| `{name}` \| .*$", TEXT, re.MULTILINE)
        assert row.count(" | ") == 3


def test_there_is_a_place_for_the_sweeps():
    assert documents.with_part(ODD, "levers", "x") != ODD
