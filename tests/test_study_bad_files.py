"""Experiment files that cannot be run: told in one line, exit status 2, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from relsim.cli import main

HEAD = '[strategies]\ncompare = ["servile", "advisory"]\n'
MIXED = "[experiment]\nmixed = true\n" + HEAD
GRID = HEAD + '[design]\nkind = "grid"\n[design.parameters]\n'
LATIN = HEAD + '[design]\nkind = "latin-hypercube"\nsamples = 8\n[design.parameters]\n'
LIST = HEAD + '[design]\nkind = "list"\n'
COMPETITION = '[design.parameters]\ncompetition = "plausible"\n'


def of_kind(kind: str, settings: str) -> str:
    return f'{HEAD}[design]\nkind = "{kind}"\n{settings}\n{COMPETITION}'


BAD: dict[str, tuple[str | bytes, list[str]]] = {
    # the file
    "empty": ("", ["[strategies] needs compare"]),
    "binary": (bytes(range(256)), ["is not UTF-8 text"]),
    "nul": ("a = 1\0\n", ["is not valid TOML"]),
    "syntax": ("[experiment\n", ["is not valid TOML", "line 1"]),
    "table twice": (HEAD + "[model]\n[model]\n", ["is not valid TOML", "line 4"]),
    "key twice": (GRID + "competition = [1]\ncompetition = [0]\n", ["is not valid TOML"]),
    "brackets without end": ("a = " + "[" * 5000, ["is not valid TOML"]),
    "a number of 5,000 digits": (HEAD + f"[model]\nreps = {'9' * 5000}\n", ["is not valid TOML"]),
    # keys
    "table": (HEAD + "[modle]\n", ["unknown table [modle]", "'model'"]),
    "HTML key": (HEAD + '[model]\n"<script>alert(1)</script>" = 1\n', ["<script>", "[model]"]),
    "HTML table": (HEAD + '["<b>[red]x</b>"]\n', ["unknown table [<b>[red]x</b>]"]),
    "a line break in a key": (HEAD + '[model]\n"a\\nb" = 1\n', [r"the key 'a\nb'"]),
    "an escape in a key": (HEAD + '[[design.points]]\n"\\u001b[2J" = 1\n', [r"'\x1b[2J'"]),
    "an escape in a name": ('[strategies]\ncompare = ["\\u001b[2J"]\n', [r"'\x1b[2J'"]),
    "key of [experiment]": ("[experiment]\nreplicatons = 3\n" + HEAD, ["'replications'"]),
    "key of [strategies]": (HEAD + "compared = []\n", ["[strategies]", "'compared'"]),
    "key of [design]": (of_kind("sobol", "sample = 8"), ["[design]", "'sample'", "'samples'"]),
    "key of a range": (LATIN + "competition = {lo = 0, high = 1}\n", ["'lo'", "'low'"]),
    "key of [outputs]": (HEAD + "[outputs]\nperiod = true\n", ["[outputs]", "'periods'"]),
    "key of an event": (HEAD + "[[intervention]]\nperoid = 1\n", ["number 1", "'period'"]),
    # levels and ranges
    "no levels": (GRID + "competition = []\n", ["[design.parameters]: competition is empty"]),
    "no parameters": (HEAD + '[design]\nkind = "grid"\n', ["[design]", "needs parameters"]),
    "empty parameters": (GRID, ["[design.parameters] is empty"]),
    "a million levels": (
        GRID + f"competition = [{', '.join(['0.1'] * 1_000_000)}]\n",
        ["competition has 1,000,000 levels", "10,000"],
    ),
    "levels = 1000000": (
        GRID + "competition = {low = 0, high = 1, levels = 1000000}\n",
        ["levels = 1000000 is outside [2, 10000]"],
    ),
    "low > high": (LATIN + "competition = {low = 0.4, high = 0.1}\n", ["0.4 must be below", "0.1"]),
    "low = high": (LATIN + "competition = {low = 0.4, high = 0.4}\n", ["0.4 must be below"]),
    "log of 0": (
        GRID + 'competition = {low = 0, high = 1, levels = 3, scale = "log"}\n',
        ["low = 0 must be above 0", "log"],
    ),
    "level twice": (GRID + "competition = [0.1, 0.2, 0.1]\n", ["the level 0.1 twice"]),
    "name twice": (
        GRID + '"servile.yielding" = [0.1]\nservile.yielding = [0.2]\n',
        ["servile.yielding is given twice"],
    ),
    "varied and fixed": (
        "[model]\ncompetition = 0.1\n" + LATIN + 'competition = "plausible"\n',
        ["competition is varied here and fixed in [model]"],
    ),
    "NaN": (GRID + "competition = [nan]\n", ["competition = nan", "finite"]),
    "infinite": (LATIN + "list_price = {low = 1, high = 1e400}\n", ["high = inf", "finite"]),
    "true": (GRID + "competition = [true]\n", ["competition = true is not a number"]),
    "huge": (HEAD + f"[model]\nreps = 1{'0' * 400}\n", ["reps = 1000", "not a finite number"]),
    "huge share": (
        MIXED.replace('"servile"', f'{{name = "a", base = "servile", share = 1{"0" * 400}}}'),
        ["[strategies]: a: share = 1000", "[0.001, 1000]"],
    ),
    "share apart": (GRID + "servile.share = [1, 2]\n", ["servile.share", "mixed = true"]),
    # points
    "no points": (LIST + "points = []\n", ["design.points is empty"]),
    "points of nothing": (LIST + "points = [{}]\n", ["no point names a parameter"]),
    "point twice": (
        LIST + "points = [{competition = 0.1}, {competition = 0.1}]\n",
        ["number 2 is the same point as number 1"],
    ),
    "label twice": (
        LIST + 'points = [{label = "a", competition = 0.1}, {label = "a", competition = 0.2}]\n',
        ["number 2 has the label of number 1: 'a'"],
    ),
    "HTML label": (
        LIST + 'points = [{label = "<b>", competition = 0.1}]\n',
        ["number 1: label = '<b>' must be a name"],
    ),
    "strategy twice": ('[strategies]\ncompare = ["servile", "servile"]\n', ["'servile'", "two"]),
    # sampling
    "no kind": (HEAD + "[design]\nsamples = 8\n" + COMPETITION, ["[design] has no kind", "sobol"]),
    "kind": (of_kind("latin-hypercub", "samples = 8"), ["'latin-hypercube'"]),
    "no samples": (of_kind("sobol", ""), ["[design]", "needs samples"]),
    "no power of two": (of_kind("sobol", "samples = 1000"), ["samples = 1000", "512", "1024"]),
    "no sample": (of_kind("sobol", "samples = 0"), ["samples = 0 is outside [2, 1048576]"]),
    "one sample": (of_kind("sobol", "samples = 1"), ["samples = 1 is outside [2, 1048576]"]),
    "odd levels": (
        of_kind("morris", "trajectories = 9\nlevels = 5"),
        ["levels = 5 must be even", "4 and 6"],
    ),
    "samples of a Morris design": (of_kind("morris", "samples = 8"), ["morris", "not samples"]),
    "seed of a sample": (of_kind("sobol", "samples = 8\nseed = -1"), ["[design]", "seed = -1"]),
    # replications
    "rule": (
        "[experiment]\nreplications = {at_most = 50, until = {outcome = 'profit', half_width = 1}}"
        f"\n{HEAD}",
        ["[experiment] replications until", "outcome = 'profit'"],
    ),
    "more runs than there can be": (
        "[experiment]\nreplications = 1000000\n"
        + GRID
        + "competition = {low = 0, high = 1, levels = 1000}\n",
        ["[design] makes 1,000 points", "at most 200,000,000"],
    ),
    "a million points without --yes": (
        GRID + "competition = {low = 0, high = 1, levels = 1000}\n"
        "fit_mean = {low = 0, high = 1, levels = 1000}\n",
        ["[design] makes 1,000,000 points", "60,000,000 runs", "days", "--yes"],
    ),
}


@pytest.mark.parametrize(("text", "named"), BAD.values(), ids=BAD)
def test_a_bad_file_is_told_in_one_line_and_nothing_is_written(
    text: str | bytes,
    named: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    written = text if isinstance(text, bytes) else text.encode()
    Path("bad.toml").write_bytes(written)
    assert main(["run", "bad.toml", "--no-report"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("relsim: bad.toml: ")
    assert err.count("\n") == 1
    assert err.rstrip("\n").isprintable()
    assert len(err) < 500
    for words in named:
        assert words in err
    assert [path.name for path in tmp_path.iterdir()] == ["bad.toml"]
    assert Path("bad.toml").read_bytes() == written


def test_a_folder_is_no_experiment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("study.toml").mkdir()
    assert main(["run", "study.toml"]) == 2
    assert "study.toml: is a folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["study.toml"]


def test_a_million_points_begin_with_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text, _ = BAD["a million points without --yes"]
    assert isinstance(text, str)
    Path("large.toml").write_text(
        "[experiment]\nreplications = 10\n[model]\ncustomers = 20\nreps = 2\n" + text
    )
    assert main(["run", "large.toml", "--yes", "--limit-runs", "2", "--json", "--no-report"]) == 0
    assert '"done": 2' in capsys.readouterr().out
