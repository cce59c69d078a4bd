"""What every test of the shelf finds: results folders of each kind, made once, and the shelf."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from shelves import CANARY, DESIGNS, make, shelf_of

from relsim.dashboards.shelf import shelf as module
from relsim.dashboards.shelf.shelf import Shelf


@pytest.fixture(scope="session")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results root with a folder for each of `DESIGNS`; nobody may change it."""
    root = tmp_path_factory.mktemp("studies") / "results"
    for name in DESIGNS:
        make(root, name)
    return root


@pytest.fixture(scope="module")
def shelf(studies: Path) -> Shelf:
    return shelf_of(studies)


@pytest.fixture
def root(studies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two finished folders below a root of one's own, on a shelf that looks every time."""
    monkeypatch.setattr(module, "RESCAN_SECONDS", -1.0)
    monkeypatch.setattr(module, "FRESH_SECONDS", -1.0)
    place = tmp_path / "secret place" / "results"
    for name in ("line", "single"):
        shutil.copytree(studies / name, place / name)
    (tmp_path / "secret place" / "outside").mkdir()
    (tmp_path / "secret place" / "outside" / "manifest.json").write_text(CANARY)
    return place
