"""The command line as users meet it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relsim.cli import main
from relsim.cli.compare import own_folder
from relsim.parameters import PARAMETERS, complete
from relsim.strategies import BEHAVIOURS, PRESETS

SMALL = ("--set", "customers=60", "--set", "reps=3", "-r", "3", "-p", "12")

EXPERIMENT = """
[experiment]
name = "rivals"
question = "Which strategy wins as rivals come?"
replications = 2
periods = 6
[model]
customers = 40
reps = 2
[strategies]
compare = ["servile", "advisory"]
[design]
kind = "grid"
[design.parameters]
competition = [0.0, 0.2]
"""


class Told:
    """What a command left: exit status and what stood on stdout and stderr."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        """Stdout as strict JSON: no NaN, no infinity, nothing else beside it."""
        return json.loads(self.out, parse_constant=lambda name: pytest.fail(f"JSON holds {name}"))


Relsim = Callable[..., Told]


@pytest.fixture
def relsim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Relsim:
    """The program called in this process, in an empty folder, on a page of 100 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> Told:
        capsys.readouterr()
        status = main(arguments)
        return Told(status, *capsys.readouterr())

    return call


def test_compare_names_every_headline_outcome(relsim: Relsim) -> None:
    from relsim.cli.findings import HEADLINE
    from relsim.metrics import OUTCOMES

    told = relsim("compare", *SMALL, "--no-report")
    page = " ".join(told.out.split())
    for name in HEADLINE:
        assert page.count(OUTCOMES[name].label) >= 2, name
    assert "Report:" not in page
    assert not list(Path().rglob("report.html"))


def test_compare_says_what_is_not_clear_and_what_would_settle_it(relsim: Relsim) -> None:
    told = relsim("compare", *SMALL, "--no-report", "-s", "advisory,twin=advisory,yielding=0.4001")
    assert told.status == 2  # a comma list holds no changed strategy
    told = relsim(
        "compare", *SMALL, "--no-report", "-s", "advisory", "-s", "twin=advisory,yielding=0.41"
    )
    page = " ".join(told.out.split())
    assert "no clear difference" in page
    assert "replications" in page[page.index("no clear difference") :]


def test_placebo_is_told_as_identical(relsim: Relsim) -> None:
    told = relsim("compare", *SMALL, "--no-report", "-s", "advisory", "-s", "twin=advisory")
    assert told.out.count("identical") >= 9
    assert "no clear difference" not in told.out


def test_compare_json_is_all_there_is_on_stdout(relsim: Relsim) -> None:
    told = relsim("compare", *SMALL, "--json")
    assert told.status == 0
    found = told.json
    assert found["strategies"] == ["servile", "combative", "advisory"]
    assert (found["runs"], found["done"], found["failed"]) == (9, 9, 0)
    assert found["parameters"]["customers"] == 60
    assert Path(found["report"]).is_file()
    margin = found["outcomes"]["margin"]
    assert {e["arm"] for e in margin["estimates"]} == set(found["strategies"])
    assert len(margin["differences"]) == 3
    assert found["outcomes"]["margin_36"]["estimates"][0]["mean"] is None


def test_same_settings_show_what_is_stored_and_others_go_elsewhere(
    relsim: Relsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relsim.study import manifest

    first = relsim("compare", *SMALL, "--json", "--no-report").json
    again = relsim("compare", *SMALL, "--no-report")
    assert "All 9 runs were there already" in again.out
    other = relsim("compare", *SMALL, "--seed", "1", "--json", "--no-report").json
    assert first["folder"] != other["folder"]
    assert Path(first["folder"], "runs.parquet").exists()
    # the same question to another state of the program is asked anew
    monkeypatch.setattr(manifest, "source", lambda: "0" * 64)
    changed = relsim("compare", *SMALL, "--no-report")
    assert "9 runs in" in changed.out


def test_the_comparison_as_shipped_has_the_plain_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relsim.study.experiment import Experiment

    monkeypatch.chdir(tmp_path)
    assert own_folder(Experiment.for_compare()) == (Path("results/compare"), False)
    other, _ = own_folder(Experiment.for_compare(parameters={"competition": 0.1}))
    assert re.fullmatch(r"results/compare-[0-9a-f]{8}", other.as_posix())


def test_changed_strategy_mixed_territory_and_jitter(relsim: Relsim) -> None:
    told = relsim(
        "compare", *SMALL, "--strategies", "servile,advisory", "--strategy",
        "softer=advisory,yielding=0.6", "--mixed", "--jitter", "0.1", "--json", "--no-report",
    )  # fmt: skip
    found = told.json
    assert found["strategies"] == ["servile", "advisory", "softer"]
    assert (found["mixed"], found["runs"]) == (True, 3)
    written = tomllib.loads(Path(found["folder"], "experiment.toml").read_text(encoding="utf-8"))
    softer = written["strategies"]["compare"][2]
    assert (softer["yielding"], softer["jitter"]) == (0.6, 0.1)
    assert softer["candour"] == PRESETS["advisory"].point["candour"]


def test_mixed_territory_says_what_the_unit_is(relsim: Relsim) -> None:
    told = relsim("compare", *SMALL, "--mixed", "--no-report")
    assert "The replication (a whole territory) is the unit" in " ".join(told.out.split())


def test_strategy_of_ones_own_and_own_book(relsim: Relsim, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("book.csv").write_text(
        "ID,rep,T\n" + "".join(f"c{i},r{i % 3},{i}\n" for i in range(30)), encoding="utf-8"
    )
    told = relsim(
        "compare", "--accounts", "book.csv", "--columns", "account_id=ID,tenure=T",
        "-r", "2", "-p", "6", "--json",
    )  # fmt: skip
    assert told.status == 0, told.err
    assert told.json["runs"] == 6
    story = relsim(
        "trace", "--accounts", "book.csv", "--columns", "account_id=ID,tenure=T",
        "-c", "c7", "-m", "0-1", "--json",
    )  # fmt: skip
    assert (story.json["customer"], story.json["company"]) == (7, "c7")
    # another book under the same name is another territory
    Path("book.csv").write_text("ID,rep,T\na,r1,5\nb,r1,7\n", encoding="utf-8")
    second = relsim(
        "compare", "--accounts", "book.csv", "--columns", "account_id=ID,tenure=T",
        "-r", "2", "-p", "6", "--json",
    )  # fmt: skip
    assert second.json["folder"] != told.json["folder"]


def test_failed_runs_are_summed_up_and_end_in_1(
    relsim: Relsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("grumpy.py").write_text(
        "import relsim\n"
        "class Grumpy(relsim.Strategy):\n"
        "    def answer(self, request, behaviour):\n"
        "        raise ArithmeticError('not today')\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(Path.cwd()))
    told = relsim("compare", *SMALL, "-s", "servile,grumpy:Grumpy", "--out", "mine", "--no-report")
    assert told.status == 1
    assert "3 of 6 runs failed" in told.err
    assert "ArithmeticError: not today" in told.err
    assert "failures.parquet" in told.err
    assert "servile" in told.out


def test_run_resumes_and_shows_each_point(relsim: Relsim) -> None:
    Path("rivals.toml").write_text(EXPERIMENT, encoding="utf-8")
    part = relsim("run", "rivals.toml", "--limit-runs", "3", "--no-report")
    assert part.status == 0
    assert "5 are left" in part.out
    rest = relsim("run", "rivals.toml")
    assert "5 runs in" in rest.out
    assert "3 were there already" in rest.out
    assert "competition" in rest.out
    assert Path("results/rivals/report.html").is_file()
    found = relsim("run", "rivals.toml", "--json").json
    assert [point["varied"] for point in found["points"]] == [
        {"competition": 0.0},
        {"competition": 0.2},
    ]
    assert found["complete"]


def test_a_sweep_over_many_parameters_still_fits_the_page(relsim: Relsim) -> None:
    many = "\n".join(f"{name} = [{PARAMETERS[name].default}]" for name in list(PARAMETERS)[:9])
    text = EXPERIMENT.replace("reps = 2\n", "")
    Path("many.toml").write_text(f"{text}{many}\n", encoding="utf-8")
    told = relsim("run", "many.toml", "--no-report")
    assert told.status == 0, told.err
    assert max(map(len, told.out.splitlines())) <= 100
    page = " ".join(told.out.split())
    for name in list(PARAMETERS)[:9]:
        assert f"{name} {PARAMETERS[name].default:g}" in page


def test_a_sobol_sweep_ends_in_a_table_of_what_decides(relsim: Relsim) -> None:
    design = 'kind = "sobol"\nsamples = 16\n[design.parameters]\n'
    ranges = "competition = { low = 0.0, high = 0.3 }\nhourly_cost = { low = 30, high = 90 }\n"
    text = EXPERIMENT.partition("kind =")[0] + design + ranges
    larger = text.replace("replications = 2", "replications = 4").replace("= 40", "= 200")
    Path("what.toml").write_text(larger.replace('"rivals"', '"what"').replace("= 6", "= 36"))
    told = relsim("run", "what.toml", "--no-report")
    assert told.status == 0
    assert "What decides margin, under servile" in told.out
    assert "What decides margin, advisory minus servile" in told.out
    assert max(map(len, told.out.splitlines())) <= 100
    found = relsim("run", "what.toml", "--no-report", "--json").json["sensitivity"]
    assert (found["kind"], found["refused"]) == ("sobol", None)
    margin = found["found"][0]
    assert margin["outcome"] == "margin"
    assert set(margin["names"]) == {"competition", "hourly_cost"}
    first = margin["names"]["hourly_cost"]
    assert first["first"]["low"] <= first["first"]["value"] <= first["total"]["high"]


def test_replay_export_and_report_of_a_stored_comparison(relsim: Relsim) -> None:
    relsim("compare", *SMALL, "--out", "mine", "--no-report")
    replayed = relsim("replay", "mine", "4")
    assert replayed.status == 0
    assert "Same as stored, to the last bit." in replayed.out
    found = relsim("replay", "mine", "4", "--json").json
    assert found["same"] is True
    # twelve months have no thirty-sixth: undefined, so null
    assert found["outcomes"]["combative"]["margin_36"] is None
    exported = relsim("export", "mine", "--format", "csv", "--out", "tables")
    assert exported.status == 0
    rows = Path("tables/runs.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 10
    assert rows[0].startswith("run_id,point,strategy,replication,")
    assert relsim("report", "mine").out.strip() == str(Path("mine/report.html"))


def test_replay_that_differs_ends_in_1(relsim: Relsim) -> None:
    import polars as pl

    relsim("compare", *SMALL, "--out", "mine", "--no-report")
    runs = pl.read_parquet("mine/runs.parquet")
    runs.with_columns(margin=pl.col("margin") + 1).write_parquet("mine/runs.parquet")
    told = relsim("replay", "mine", "0")
    assert told.status == 1
    assert "Differs from what is stored" in told.out


def test_list_shows_the_shipped_experiments(relsim: Relsim) -> None:
    from relsim.study.spec import shipped

    told = relsim("list", "--json").json
    assert set(told) == {one.name for one in shipped()}
    assert told, "experiments come with relsim"
    assert all(one["question"] and one["runs"] > 0 for one in told.values())
    assert max(map(len, relsim("list").out.splitlines())) <= 100


def test_parameters_table_json_and_toml_agree(relsim: Relsim) -> None:
    whole = relsim("parameters", "--json").json
    assert list(whole) == list(PARAMETERS)
    told = relsim("parameters", "discount_auth")
    assert "discount_authority" in told.out
    assert "list_price" not in told.out
    block = tomllib.loads(relsim("parameters", "--toml").out)["model"]
    assert block == {name: whole[name]["default"] for name in PARAMETERS}
    assert complete(block) == complete({})
    assert max(map(len, relsim("parameters").out.splitlines())) <= 100


def test_strategies_show_the_eleven_numbers(relsim: Relsim) -> None:
    told = relsim("strategies", "--json").json
    assert list(told) == list(PRESETS)
    assert told["servile"]["behaviours"] == {b: PRESETS["servile"].point[b] for b in BEHAVIOURS}
    page = relsim("strategies").out
    assert all(behaviour in page for behaviour in BEHAVIOURS)
    assert all(PRESETS[name].display in page for name in PRESETS)


def test_trace_tells_one_account_under_several_strategies(relsim: Relsim) -> None:
    few = ("--set", "customers=60", "--set", "reps=3", "-c", "7", "--months", "2-5")
    told = relsim("trace", *few, "-s", "servile,advisory", "--json").json
    assert list(told["months"]) == ["servile", "advisory"]
    assert told["customer"] == 7
    for months in told["months"].values():
        assert [month["month"] for month in months] == [2, 3, 4, 5]
        assert all(month["story"] for month in months)
    beside = relsim("trace", *few, "-s", "servile,advisory")
    assert beside.status == 0
    assert told["company"] in beside.out
    assert max(map(len, beside.out.splitlines())) <= 100
    assert beside.out == relsim("trace", *few, "-s", "servile,advisory").out
    alone = " ".join(relsim("trace", *few, "-s", "advisory").out.split())
    for month in told["months"]["advisory"]:
        assert month["quiet"] or " ".join(month["story"].split()) in alone
    after = told["months"]["advisory"][-1]["after"]["respect"]
    assert f"→ {after:.2f}" in alone[alone.rindex("respect") :]


def test_trace_chooses_an_account_that_tells_something(relsim: Relsim) -> None:
    told = relsim("trace", "--set", "customers=60", "--set", "reps=3", "--json").json
    assert list(told["months"]) == ["servile", "advisory"]
    assert any(not month["quiet"] for month in told["months"]["servile"])


def test_trace_on_a_narrow_page_and_with_three_strategies(
    relsim: Relsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    told = relsim(
        "trace", "--set", "customers=60", "-c", "7", "-m", "3", "-s", "servile,combative,advisory"
    )
    assert told.status == 0
    assert max(map(len, told.out.splitlines())) <= 60
    assert re.findall(r"^(\w+): ", told.out, re.MULTILINE) == ["servile", "combative", "advisory"]
