"""``relsim sensitivity``: which numbers matter, and which decide which strategy wins."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relsim.cli import carrying, options, output
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.evidence.screening import Decided, Findings, Sizes
    from relsim.study.experiment import Experiment
    from relsim.study.results import Results

RESULTS = Path("results")
TERRITORY = {"customers": 400, "reps": 5}
"""What is asked about where no experiment is named: a territory small enough to be run often."""


def sensitivity(
    experiment: Annotated[
        str | None,
        typer.Argument(
            help="A TOML file, or the name of a shipped one; the default territory without it."
        ),
    ] = None,
    trajectories: Annotated[
        int,
        typer.Option(
            "--trajectories", metavar="N", parser=options.integer, help="Morris trajectories."
        ),
    ] = 20,
    samples: Annotated[
        int,
        typer.Option(
            "--samples", metavar="N", parser=options.integer, help="Sobol samples, a power of two."
        ),
    ] = 256,
    replications: Annotated[
        int,
        typer.Option(
            "--replications",
            "-r",
            metavar="N",
            parser=options.integer,
            help="Territories drawn at each point.",
        ),
    ] = 4,
    names: Annotated[
        int,
        typer.Option(
            "--names",
            metavar="N",
            parser=options.integer,
            help="How many names go on to the Sobol design.",
        ),
    ] = 12,
    workers: options.Workers = None,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="FOLDER",
            help="Where NAME-morris, NAME-sobol and NAME-sensitivity go.",
        ),
    ] = RESULTS,
    fresh: options.Fresh = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Go ahead with a million points or runs, or more.")
    ] = False,
    report: options.Report = True,
    json: options.Json = False,
) -> None:
    """Which numbers of the model matter, and which of them decide which strategy wins.

    A Morris screening moves every parameter through its plausible range (but for those the
    experiment fixes at other values than their defaults), and whatever the experiment varies
    itself, behaviours too. What matters there goes on to a Sobol design. Both are studies of
    their own that go on where they stopped. As shipped: ten minutes on two cores.

    For example:

    - `relsim sensitivity`
    - `relsim sensitivity behaviours-sobol --names 8`
    - `relsim sensitivity mine.toml --trajectories 40 --samples 512`
    """
    from relsim.evidence.screening import Sizes, deciding, findings_of, screening, varied_of

    sizes = Sizes(trajectories, samples, replications, names)
    sizes.check()
    varied = varied_of(_asked(experiment))
    name = varied.experiment.name
    first = screening(varied, sizes)
    _small_enough(first, experiment or name, yes)
    studies = _Studies(out, workers=workers, fresh=fresh, json=json)
    screened = studies.carried_out(first, f"{len(varied.ranges)} names")
    found = findings_of(varied, screened, None, names)
    if found.names:
        second = deciding(varied, found.names, sizes)
        found = findings_of(
            varied, screened, studies.carried_out(second, ", ".join(found.names)), names
        )
    if found.refused is not None:
        output.note(f"No indices: {found.refused}.")
        raise typer.Exit(1)
    place = out / f"{name}-sensitivity"
    head = _head(name, sizes, studies.folders)
    written = _written(found, studies, head, place) if report else None
    if json:
        output.write_json(head | found.to_dict())
        return
    _show(found)
    output.say()
    if written is not None:
        output.say_whole(f"Report:      {written}")
    for folder in studies.folders.values():
        output.say_whole(f"Results:     {folder}")


class _Studies:
    """The studies carried out one after another, each in a folder of its own."""

    def __init__(self, out: Path, *, workers: int | None, fresh: bool, json: bool) -> None:
        self.out = out
        self.workers = workers
        self.fresh = fresh
        self.json = json
        self.folders: dict[str, Path] = {}
        self.results: dict[str, Results] = {}

    def carried_out(self, study: Experiment, moved: str) -> Results:
        """Make the runs a study lacks, and open its results."""
        from relsim.study.pools import available_workers
        from relsim.study.results import Results

        seconds = study.expected_seconds(self.workers or available_workers())

        def announce() -> None:
            if not self.json:
                output.say(study.question, style="bold")
                output.say(
                    f"{moved}: {study.design.size:,} points × {', '.join(study.arm_names)} ×"
                    f" {output.counted(study.replications, 'replication')} ×"
                    f" {output.counted(study.periods, 'month')}:"
                    f" {output.counted(study.size, 'run')}, about {output.span(seconds)} in all"
                )

        summary = carrying.carry_out(
            study,
            self.out / study.name,
            workers=self.workers,
            fresh=self.fresh,
            announce=announce,
        )
        if not self.json:
            output.say(carrying.ran(summary))
            output.say()
        carrying.tell_failures(summary)
        kind = study.design.kind
        self.folders[kind] = summary.folder
        self.results[kind] = Results.open(summary.folder)
        return self.results[kind]


def _asked(source: str | None) -> Experiment:
    from relsim.study import spec
    from relsim.study.experiment import Experiment

    return Experiment.for_compare(parameters=TERRITORY) if source is None else spec.load(source)


def _small_enough(study: Experiment, source: str, yes: bool) -> None:
    from relsim.study.spec import too_large

    if not yes and (told := too_large(study)) is not None:
        raise InputError(f"{source}: {told}; say --yes to go ahead")


def _head(name: str, sizes: Sizes, folders: dict[str, Path]) -> dict[str, Any]:
    return {
        "name": name,
        "trajectories": sizes.trajectories,
        "samples": sizes.samples,
        "replications": sizes.replications,
        "folders": {kind: str(folder) for kind, folder in folders.items()},
    }


def _written(found: Findings, studies: _Studies, head: dict[str, Any], place: Path) -> Path | None:
    """Write the report and the findings; where that fails, the results are none the worse."""
    from relsim.report.screening import rendered
    from relsim.study import files

    told = json_text.dumps(
        output.plain(head | found.to_dict()), indent=1, ensure_ascii=False, allow_nan=False
    )
    page = rendered(found, studies.results)
    target = place / "report.html"
    try:
        with files.writing(place):
            place.mkdir(parents=True, exist_ok=True)
            files.replace(target, lambda path: path.write_bytes(page))
            files.replace(
                place / "sensitivity.json", lambda path: path.write_text(told, encoding="utf-8")
            )
    except files.Unwritable as error:
        output.note(f"no report: {error}")
        return None
    return target


def _show(found: Findings) -> None:
    from relsim.evidence.screening import wording

    for line in wording.summary(found):
        output.say(line)
    output.say()
    if not found.names:
        return
    rows = [
        (one.name, wording.question(one.asked), wording.share(one), *_indices(one))
        for one in found.outcomes()
    ]
    output.show_table(
        "What moves the outcomes",
        ("name", "moves most", "mu* share", "S1", "ST"),
        rows,
        numeric=(2, 3, 4),
        caption=wording.SHARES,
    )
    if winners := found.winners():
        lead, chance = (wording.question(one.asked) for one in winners[0])
        arms = found.leaders[:3]
        output.show_table(
            "What decides which strategy wins",
            ("name", f"ST: {lead}", f"ST: {chance}", *arms),
            [
                (
                    one.name,
                    _indices(one)[1],
                    _indices(other)[1],
                    *(wording.ends(found, one.name, arm) for arm in arms),
                )
                for one, other in winners
            ],
            numeric=range(1, 3 + len(arms)),
            caption=wording.ENDS,
        )
    for told in wording.reserve(found):
        output.say(told)


def _indices(one: Decided) -> tuple[str, str]:
    from relsim.evidence.screening import wording

    return wording.index(one.first, bare=True), wording.index(one.total)
