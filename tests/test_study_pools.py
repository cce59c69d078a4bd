"""Threads, processes and a cluster make the same runs, also when a worker dies."""

from __future__ import annotations

import dataclasses
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from studies import MODEL, assert_same_results, small

from relsim.errors import InputError
from relsim.study import pools
from relsim.study.experiment import Experiment
from relsim.study.plan import prepare
from relsim.study.pools import Parcel, Pool, pool_for
from relsim.study.results import Results
from relsim.study.run import Progress, execute

TESTS = Path(__file__).parent


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use processes also for little work, and let them find the strategies of these tests."""
    monkeypatch.setattr(pools, "PROCESSES_FROM_SECONDS", 0.0)
    monkeypatch.syspath_prepend(TESTS)


def comparing(strategy: str, **changes: object) -> Experiment:
    return Experiment.for_compare(
        ["servile", f"own_strategies:{strategy}"], MODEL, replications=12, periods=6, **changes
    )


def test_each_job_gets_the_pool_that_suits_it(processes: None) -> None:
    for strategy, count, kind in (
        ("servile", 2, "threads"),
        ("own_strategies:Plain", 2, "processes"),
        ("own_strategies:Plain", 1, "threads"),
    ):
        pool = pool_for(prepare(Experiment.for_compare([strategy], MODEL)), count, None)
        assert (pool.kind, pool.workers) == (kind, count)
        pool.close()


@pytest.mark.usefixtures("processes")
def test_processes_give_what_a_thread_gives(tmp_path: Path) -> None:
    execute(comparing("Plain"), tmp_path / "thread", workers=1)
    summary = execute(comparing("Plain"), tmp_path / "processes", workers=2)
    assert Results.open(summary.folder).manifest["execution"]["executor"] == "processes"
    assert_same_results(tmp_path / "thread", tmp_path / "processes")


@pytest.mark.usefixtures("processes")
def test_a_process_that_dies_is_replaced_and_its_runs_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    monkeypatch.setenv("RELSIM_TEST_MARK", str(mark))
    summary = execute(comparing("DeadlyOnce"), tmp_path / "died", workers=2)
    assert mark.exists()
    assert (summary.done, summary.failed, summary.complete) == (24, 0, True)
    execute(comparing("DeadlyOnce"), tmp_path / "lived", workers=1)
    assert_same_results(tmp_path / "lived", tmp_path / "died")


@pytest.mark.usefixtures("processes")
def test_a_run_that_kills_each_worker_is_kept_as_failed_and_no_other_is(tmp_path: Path) -> None:
    summary = execute(comparing("Deadly"), tmp_path / "out", workers=2)
    assert summary.complete
    failures = Results.open(summary.folder).failures.collect()
    assert 0 < summary.failed < 12
    assert failures.height == summary.failed
    assert set(failures["stage"]) == {"worker"}
    assert "died 2 times" in failures["error"][0]
    # Who lived is who lives when nobody is killed beside them.
    rows = Results.open(summary.folder).runs.collect()
    assert set(rows.filter(pl.col("status") == "failed")["strategy"]) == {"Deadly"}
    execute(comparing("Plain"), tmp_path / "plain", workers=1)
    plain = Results.open(tmp_path / "plain").runs.filter(pl.col("strategy") == "servile").collect()
    servile = rows.filter(pl.col("strategy") == "servile")
    assert servile.drop("seconds").equals(plain.drop("seconds"))


def test_work_in_flight_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pool, "batch_seconds", 0.0)
    flying: list[int] = []
    submit, lock, count = Pool.submit, threading.Lock(), [0]

    def counted(self: Pool, run_ids: list[int]) -> object:
        future = submit(self, run_ids)
        with lock:
            count[0] += 1
            flying.append(count[0])

        def landed(_: object) -> None:
            with lock:
                count[0] -= 1

        future.add_done_callback(landed)
        return future

    monkeypatch.setattr(Pool, "submit", counted)
    execute(small(), tmp_path / "out", workers=2)
    assert len(flying) == 32
    assert max(flying) <= 4


def test_a_parcel_is_refused_where_the_numbers_might_differ() -> None:
    parcel = Parcel.of(prepare(small()))
    assert pools._unpacked(pickle.loads(pickle.dumps(parcel))).design_hash == parcel.origin.design
    for field, told in (("version", "version"), ("source", "sources"), ("design", "sampling")):
        origin = parcel.origin._replace(**{field: "another"})
        with pytest.raises(InputError, match=told):
            pools._unpacked(dataclasses.replace(parcel, origin=origin))


def test_a_scheduler_that_does_not_answer_is_named_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "_CONNECT_SECONDS", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense://x", ""):
        with pytest.raises(InputError, match=f"--scheduler = {address}: no Dask scheduler"):
            execute(small(), tmp_path / "out", scheduler=address)
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    """A real cluster of two worker processes on the loopback."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as running:
        yield running


def larger(**changes: object) -> Experiment:
    """Return an experiment of about two hundred runs, a few seconds of work."""
    model = {"customers": 200, "reps": 4}
    return small(experiment={"replications": 25, "periods": 60}, model=model, **changes)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The larger experiment by one worker on this machine."""
    folder = tmp_path_factory.mktemp("pools") / "alone"
    assert execute(larger(), folder, workers=1).complete
    return folder


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_what_one_worker_gives(
    alone: Path, cluster: object, tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill_one(progress: Progress) -> None:
        if progress.done > 40 and not killed:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    two = execute(larger(), tmp_path / "two", workers=2)
    summary = execute(
        larger(), tmp_path / "dask", scheduler=cluster.scheduler_address, progress=kill_one
    )
    assert killed
    assert summary.complete and two.complete
    assert (summary.done, summary.failed) == (200, 0)
    assert Results.open(summary.folder).manifest["execution"]["executor"] == "dask"
    assert_same_results(alone, tmp_path / "two")
    assert_same_results(alone, tmp_path / "dask")


@pytest.mark.slow
def test_a_strategy_in_python_runs_on_a_cluster_too(
    cluster: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(TESTS)
    cluster_client = cluster.get_client()
    cluster_client.run(sys.path.insert, 0, str(TESTS))
    execute(comparing("Plain"), tmp_path / "here", workers=1)
    execute(comparing("Plain"), tmp_path / "there", scheduler=cluster.scheduler_address)
    assert_same_results(tmp_path / "here", tmp_path / "there")


@pytest.mark.slow
def test_a_cluster_that_goes_away_is_told_and_the_same_command_goes_on(
    alone: Path, tmp_path: Path
) -> None:
    from distributed import LocalCluster

    closing: list[threading.Thread] = []
    running = LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0")

    def close(progress: Progress) -> None:
        if progress.done > 40 and not closing:
            closing.append(threading.Thread(target=running.close))
            closing[0].start()

    summary = execute(
        larger(), tmp_path / "out", scheduler=running.scheduler_address, progress=close
    )
    closing[0].join()
    assert summary.gone is not None and running.scheduler_address in summary.gone
    assert not summary.complete
    assert 40 < summary.done < summary.total
    assert execute(larger(), tmp_path / "out", workers=2).resumed == summary.done
    assert_same_results(alone, tmp_path / "out")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_worker_processes_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    code = (
        "from relsim.study import pools\n"
        "from relsim.study.experiment import Experiment\n"
        "from relsim.study.run import execute\n"
        "if __name__ == '__main__':\n"
        "    asked = Experiment.for_compare(['own_strategies:Plain'], replications=400)\n"
        "    execute(asked, 'out', workers=2, progress=lambda p: print(p.done, flush=True))\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
    parent = subprocess.Popen(
        [sys.executable, str(script)], cwd=tmp_path, env=env, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    children = [
        int(pid)
        for pid in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    ]
    assert len(children) >= 2
    parent.kill()
    parent.wait()
    for _ in range(100):
        if not any(_alive(pid) for pid in children):
            return
        time.sleep(0.1)
    pytest.fail(f"left behind: {[pid for pid in children if _alive(pid)]}")


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
