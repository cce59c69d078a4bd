"""Bad input: one clear message on stderr, exit status 2, no traceback, nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from relsim.cli import main

PROGRAM = "import sys; from relsim.cli import main; sys.exit(main())"

FILES = {
    "raises.py": "1 / 0\n",
    "empty.py": "",
    "file": "not a folder\n",
    "odd.csv": "account_id,rep,colour\na,r,blue\n",
    "empty.csv": "",
    "broken.toml": "[experiment\n",
    "misspelt.toml": '[strategies]\ncompare = ["servile"]\n[modle]\ncompetition = 0.1\n',
    "bounds.toml": '[strategies]\ncompare = ["servile"]\n[model]\ncompetition = 1.5\n',
    "foreign/thesis.txt": "years of work\n",
}

REFUSED = {
    # settings
    "misspelt": (["compare", "--set", "competiton=0.1"], ["competiton", "competition"]),
    "out of bounds": (["compare", "--set", "competition=1.4"], ["competition = 1.4", "[0, 1]"]),
    "like an option": (["compare", "--competition=.1"], ["--set competition=.1"]),
    "misspelt, too": (["compare", "--competiton", "1"], ["--set NAME=VALUE", "'competition'"]),
    "wrong type": (["compare", "--set", "competition=high"], ["competition", "high"]),
    "NaN": (["compare", "--set", "competition=nan"], ["competition", "nan"]),
    "infinite": (["compare", "--set", "list_price=inf"], ["list_price", "inf"]),
    "half a customer": (["compare", "--set", "customers=2.5"], ["customers", "2.5"]),
    "no value": (["compare", "--set", "competition"], ["competition", "KEY=VALUE"]),
    "empty value": (["compare", "--set", "competition="], ["competition", "KEY=VALUE"]),
    "given twice": (["compare", "--set", "reps=2", "--set", "reps=3"], ["reps", "twice"]),
    "a behaviour": (["compare", "--set", "yielding=0.5"], ["yielding", "--strategy"]),
    "an option": (["compare", "--set", "seed=5"], ["seed", "--seed 5"]),
    "negative seed": (["compare", "--seed", "-1"], ["--seed = -1", "[0, "]),
    "zero periods": (["compare", "--periods", "0"], ["--periods = 0", "[1, "]),
    "zero replications": (["compare", "-r", "0"], ["--replications = 0", "[1, "]),
    "zero workers": (["compare", "--workers", "0"], ["workers", "0"]),
    "NaN jitter": (["compare", "--jitter", "nan"], ["--jitter = nan", "[0, 1]"]),
    # strategies
    "misspelt strategy": (["compare", "-s", "servil"], ["servil", "did you mean 'servile'"]),
    "no strategy": (["compare", "-s", ","], ["no strategy"]),
    "twice the same": (["compare", "-s", "servile,servile"], ["servile"]),
    "misspelt behaviour": (["compare", "-s", "a=servile,yeilding=1"], ["yeilding", "'yielding'"]),
    "behaviour bounds": (["compare", "-s", "a=servile,yielding=1.5"], ["yielding", "1.5"]),
    "behaviour NaN": (["compare", "-s", "a=servile,yielding=nan"], ["yielding", "nan"]),
    "bad name": (["compare", "-s", "a b=servile"], ["'a b'", "letters"]),
    "unknown base": (["compare", "-s", "mine=servil"], ["servil", "'servile'"]),
    "one mixed": (["compare", "-s", "servile", "--mixed"], ["mixed", "two"]),
    "raises on import": (["compare", "-s", "raises:Patient"], ["raises", "ZeroDivisionError"]),
    "no such module": (["compare", "-s", "nowhere_at_all:Patient"], ["nowhere_at_all"]),
    "no such class": (["compare", "-s", "empty:Patient"], ["empty", "Patient"]),
    # files
    "no such book": (["compare", "--accounts", "none.csv"], ["none.csv"]),
    "empty book": (["compare", "--accounts", "empty.csv"], ["empty.csv"]),
    "odd column": (["compare", "--accounts", "odd.csv"], ["odd.csv", "colour"]),
    "columns alone": (["compare", "--columns", "account_id=ID"], ["--columns", "--accounts"]),
    "out is a file": (["compare", "-p", "1", "--out", "file"], ["file"]),
    "out below a file": (["compare", "-p", "1", "--out", "file/sub"], ["file"]),
    "out is foreign": (["compare", "-p", "1", "--out", "foreign"], ["foreign", "--out"]),
    "fresh is foreign": (["compare", "-p", "1", "--out", "foreign", "--fresh"], ["foreign"]),
    # experiments
    "no such experiment": (["run", "nothing-of-the-kind"], ["nothing-of-the-kind"]),
    "not TOML": (["run", "broken.toml"], ["broken.toml", "TOML"]),
    "unknown table": (["run", "misspelt.toml"], ["misspelt.toml", "modle", "'model'"]),
    "bounds in a file": (["run", "bounds.toml"], ["bounds.toml", "competition = 1.5", "[0, 1]"]),
    "no runs at all": (["run", "bounds.toml", "--limit-runs", "x"], ["--limit-runs", "'x'"]),
    # results
    "no results": (["replay", "foreign", "0"], ["foreign", "manifest.json"]),
    "no such folder": (["report", "nowhere"], ["nowhere"]),
    "unknown form": (["export", "foreign", "--format", "xlsx"], ["xlsx", "csv"]),
    # reference
    "no such parameter": (["parameters", "competiton"], ["competiton", "'competition'"]),
    "two forms": (["parameters", "--json", "--toml"], ["--json", "--toml"]),
    "no such customer": (["trace", "-c", "1000000"], ["customer = 1000000", "[0, 999]"]),
    "negative customer": (["trace", "-c", "-1"], ["--customer = -1"]),
    "customer in words": (["trace", "-c", "Acme"], ["--customer", "Acme"]),
    "columns in words": (["compare", "--accounts", "odd.csv", "--columns", "ID"], ["'ID'"]),
    "months backwards": (["trace", "--months", "5-2"], ["--months", "5-2"]),
    "months in words": (["trace", "--months", "all"], ["--months", "0-24"]),
    # the command line itself
    "unknown command": (["compar"], ["compar", "compare"]),
    "unknown option": (["compare", "--periodz", "3"], ["--periodz", "--periods"]),
    "not a number": (["compare", "--periods", "ten"], ["--periods", "'ten'"]),
}

Snapshot = dict[str, bytes | None]


def everything_below(folder: Path) -> Snapshot:
    """Each path below a folder with what its file holds; compiled Python aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if "__pycache__" not in path.parts
    }


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files that cannot be used, from which modules can be imported."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("COLUMNS", "100")
    # the bars and boxes of a usage message may not break up what it says
    monkeypatch.setenv("TERMINAL_WIDTH", "100")
    return tmp_path


@pytest.mark.parametrize(("arguments", "named"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_told_in_one_message(
    arguments: list[str],
    named: list[str],
    place: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = everything_below(place)
    status = main(arguments)
    out, err = capsys.readouterr()
    assert status == 2, out + err
    assert out == ""
    assert err.strip(), "a message"
    assert "Traceback" not in err
    for text in named:
        assert text in err
    if err.startswith("relsim: "):
        assert err.count("\n") == 1, "one message on one line"
    else:
        assert "Usage: relsim" in err
    assert everything_below(place) == before


def test_a_results_folder_of_another_design_is_refused_and_kept(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ["compare", "--set", "customers=40", "-r", "2", "-p", "3", "--no-report"]
    assert main([*small, "--out", "mine"]) == 0
    before = everything_below(place)
    capsys.readouterr()
    assert main([*small, "--seed", "9", "--out", "mine"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "another design" in err
    assert "seed" in err
    assert everything_below(place) == before


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["compare", "--set", "competiton=0.1"], "did you mean 'competition'"),
        (["compare", "-s", "raises:Patient"], "ZeroDivisionError"),
    ],
)
def test_bad_input_to_a_process_of_its_own(arguments: list[str], named: str, place: Path) -> None:
    before = everything_below(place)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("relsim: ")
    assert done.stderr.count("\n") == 1
    assert named in done.stderr
    assert everything_below(place) == before


def test_folder_without_permission(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o500)
    # root may write into any real folder, but not even root into this one
    target = "/proc/mine" if os.geteuid() == 0 else "closed/mine"
    assert main(["compare", "-p", "1", "--out", target]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert target in err
    assert "Traceback" not in err
    assert list(closed.iterdir()) == []


def test_a_fault_of_the_program_is_not_dressed_up_as_bad_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from relsim.study import spec

    def broken() -> Callable[[], None]:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(spec, "shipped", broken)
    with pytest.raises(ZeroDivisionError, match="a bug"):
        main(["list"])
