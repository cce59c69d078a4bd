"""The example of docs/claims.md is a whole claim, and the page knows every key and option."""

from __future__ import annotations

import re
from pathlib import Path

from relsim.cli import main
from relsim.evidence.claims import asking, reading
from relsim.evidence.claims.claim import ROLES

PAGE = (Path(__file__).parents[1] / "docs" / "claims.md").read_text(encoding="utf-8")


def test_the_example_is_tried(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    path = tmp_path / "example.toml"
    path.write_text(example)
    out = tmp_path / "out"
    words = ["--replications", "2", "--out", str(out), "--no-report"]
    assert main(["claims", str(path), *words]) == 0
    assert (out / "example" / "claims.json").is_file()


def test_the_page_names_every_key_estimand_and_origin() -> None:
    for key in (*reading.KEYS, *asking.KEYS):
        assert f"`{key}`" in PAGE or key == "outcome", key
    for estimand in ROLES:
        assert f"| {estimand} |" in PAGE


def test_every_option_of_the_page_is_known_and_told() -> None:
    from typer.main import get_command

    from relsim.cli import app

    command = get_command(app).commands["claims"]  # type: ignore[attr-defined]
    known = {option for one in command.params for option in one.opts if option.startswith("--")}
    told = set(re.findall(r"`(--[a-z-]+)", PAGE)) | set(re.findall(r"claims (--[a-z-]+)", PAGE))
    assert told <= known
    usual = {"--workers", "--out", "--fresh", "--report", "--json"}
    assert known - told - usual == set()
