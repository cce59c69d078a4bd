"""The README shows a picture of each page, made by `make pictures`, and none of a page gone by."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from relsim.dashboards import browsing, picturing
from relsim.dashboards.navigation import PAGES
from relsim.errors import InputError
from relsim.study.experiment import Experiment
from relsim.study.run import execute

ROOT = Path(__file__).resolve().parent.parent


def size_of(picture: Path) -> tuple[int, int]:
    head = picture.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:])
    return width, height


def test_each_page_has_its_picture_and_the_readme_shows_it() -> None:
    names = {picturing.name_of(page) for page in PAGES}
    assert names == {path.name for path in picturing.PICTURES.iterdir()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"!\[([^\]]+)\]\(docs/pictures/([^)]+)\)", readme))
    assert sorted(shown.values()) == sorted(names)
    assert all(len(said) > 20 for said in shown)
    for name in names:
        assert size_of(picturing.PICTURES / name) == browsing.SCREEN
        assert (picturing.PICTURES / name).stat().st_size < 600_000


@pytest.mark.slow
@pytest.mark.browser
def test_the_command_takes_them(chromium_path: str, tmp_path: Path) -> None:
    results = tmp_path / "results"
    experiment = Experiment.for_compare(["servile", "advisory"], {"customers": 20}, replications=2)
    execute(experiment, results / picturing.EXPERIMENTS[0])
    taken = picturing.take(tmp_path / "pictures", results, ["workshop", "explore"])
    assert [path.name for path in taken] == ["workshop.png", "explore.png"]
    assert [size_of(path) for path in taken] == [browsing.SCREEN] * 2


def test_without_a_browser_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="Chromium"), browsing.chromium():
        pass


def test_a_dashboard_that_does_not_start_is_told(tmp_path: Path) -> None:
    book = str(tmp_path / "missing.csv")
    with pytest.raises(InputError, match=r"missing\.csv"), browsing.serving("--accounts", book):
        pass
