"""Calibrated on other territories, the model meets the same patterns."""

import pytest

from relsim.evidence.calibration import shipped
from relsim.evidence.calibration.distance import outside
from relsim.evidence.calibration.fit import Search, climb, rounded, starts
from relsim.evidence.calibration.free import at
from relsim.evidence.calibration.journal import Journal


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_a_calibration_on_other_territories_lies_in_the_same_bands(tmp_path, seed):
    search = Search(Journal(tmp_path / "journal.jsonl"), seed, 16)
    _, place = climb(search, starts(seed, 0)[0], steps=1)
    assert set(outside(search.sums(rounded(at(place))))) <= set(shipped().missed)
