"""How fast runs are made: the engine alone, a comparison, sweeps, a million customers."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

_PLAIN_MESA = """
import json, sys, time
import numpy as np
from relsim.bench.plain_mesa import plain_mesa_seconds
print(json.dumps(plain_mesa_seconds(int(sys.argv[1]), int(sys.argv[2]))))
"""


def _timed(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _kernel(
    customers: int, months: int, strategy: str = "advisory", **world_of: Any
) -> tuple[Callable[[], Any], Any]:
    """Return a call of the bare compiled loop over a fresh world, and the series it fills."""
    from relsim import engine, state
    from relsim.simulation import new_world

    world, _, _ = new_world(strategy, customers=customers, **world_of)
    series = np.zeros((months, 1), state.MONTH).view(np.recarray)
    kinds = (state.REQUEST, state.TRUTH, state.BEHAVIOUR, state.OUTCOME, state.OUTCOME)
    scratch = tuple(state.rows(kind, 1) for kind in kinds)
    return (lambda: engine.run(0, months, tuple(world), scratch, series)), series


def bench_engine() -> list[tuple[str, str]]:
    """Time a client-month in the compiled engine and in a plain Mesa program, side by side."""
    call, series = _kernel(100, 6)
    call()
    ours = []
    for replication in range(5):
        call, series = _kernel(1000, 120, seed=1, replication=replication)
        ours.append(_timed(call) / series["served"].sum())
    env = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _PLAIN_MESA, "300", "12"],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, served = (float(x) for x in done.stdout.strip("[]\n").split(","))
    plain = seconds / served
    fast = statistics.median(ours)
    return [
        ("a client-month, compiled engine, one core", f"{fast * 1e9:.0f} ns (median of 5 runs)"),
        ("a client-month, plain Mesa program", f"{plain * 1e6:.0f} µs"),
        ("plain Mesa / compiled", f"{plain / fast:.0f} x"),
    ]


def bench_compare() -> list[tuple[str, str]]:
    """Time ``relsim compare`` as a whole process: first ever, then warm."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder) / "cache")}

        def compare(number: int) -> float:
            out = str(Path(folder) / f"results-{number}")
            command = [sys.executable, "-m", "relsim", "compare", "--out", out]
            return _timed(lambda: subprocess.run(command, env=env, capture_output=True, check=True))

        first = compare(0)
        warm = [compare(number) for number in (1, 2, 3)]
    return [
        ("relsim compare as shipped, first ever start", f"{first:.1f} s"),
        ("relsim compare as shipped, warm", f"{statistics.median(warm):.1f} s (median of 3)"),
    ]


_SWEEP = """
[experiment]
name = "sweep"
question = "What does a sweep take besides the engine?"
replications = {replications}
periods = 120
seed = {seed}
[model]
customers = 600
[strategies]
compare = {strategies}
[design]
kind = "grid"
[design.parameters]
competition = {levels}
[outputs]
periods = true
"""


def bench_sweep() -> list[tuple[str, str]]:
    """Time sweeps against the bare engine on the same worlds, with one worker and with two."""
    three = ["servile", "combative", "advisory"]
    return _sweep("1 strategy, 1 point", ["advisory"], [0.1]) + _sweep(
        "3 strategies, 4 points", three, [0.0, 0.1, 0.2, 0.3]
    )


def _sweep(name: str, strategies: list[str], levels: list[float]) -> list[tuple[str, str]]:
    """Compare what stands side by side in a round: the pace of a machine wanders."""
    from relsim.study import spec
    from relsim.study.run import execute

    runs = 720  # of some 10 ms each: a short sweep
    replications = runs // len(strategies) // len(levels)

    def sweep(workers: int, seed: int) -> float:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sweep.toml"
            path.write_text(
                _SWEEP.format(
                    replications=replications, seed=seed, strategies=strategies, levels=levels
                )
            )
            experiment = spec.load(path)
            return _timed(lambda: execute(experiment, Path(folder) / "sweep", workers=workers))

    def bare(workers: int, seed: int) -> float:
        calls = [
            _kernel(600, 120, strategy, seed=seed, replication=number, competition=level)[0]
            for level in levels
            for number in range(replications)
            for strategy in strategies
        ]
        with ThreadPoolExecutor(workers) as pool:
            return _timed(lambda: list(pool.map(lambda call: call(), calls)))

    def both(workers: int, seed: int) -> tuple[float, float]:
        # The sweep first: it shall find nothing that was drawn for the bare engine.
        return sweep(workers, seed), bare(workers, seed)

    both(1, 0)
    seconds = [(*both(1, seed), *both(2, seed + 1)) for seed in range(1, 7, 2)]
    sweep_1, bare_1, sweep_2, bare_2 = np.array(seconds).T
    beside = float(np.median(sweep_1 - bare_1)) / runs
    scaled, bare_scaled = np.median(sweep_1 / sweep_2), np.median(bare_1 / bare_2)
    return [
        (f"a run, bare engine ({name})", f"{np.median(bare_1) / runs * 1e3:.1f} ms"),
        ("  sweep / bare engine, one worker",
         f"{np.median(sweep_1 / bare_1):.2f} x ({beside * 1e3:.2f} ms a run)"),
        ("  two bare kernels side by side / one", f"{bare_scaled:.2f} x faster"),
        ("  sweep with two workers / with one",
         f"{scaled:.2f} x faster ({scaled / bare_scaled:.0%} of that)"),
    ]  # fmt: skip


def bench_million() -> list[tuple[str, str]]:
    """Time a million customers over 120 months, in a process of its own."""
    code = (
        "import resource, time\n"
        "from relsim.simulation import simulate\n"
        "simulate('advisory', periods=2, customers=100)\n"
        "start = time.perf_counter()\n"
        "simulate('advisory', seed=1, customers=1_000_000, reps=10_000)\n"
        "print(time.perf_counter() - start)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 ** 2)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, memory = (float(x) for x in done.stdout.split())
    return [("1,000,000 customers x 120 months, one core", f"{seconds:.0f} s, {memory:.2f} GB")]


def bench_memory() -> list[tuple[str, str]]:
    """Measure how memory grows over many small runs, in a process of its own."""
    code = (
        "import sys, tempfile\n"
        "from pathlib import Path\n"
        "from relsim.study.experiment import Experiment\n"
        "from relsim.study.run import execute\n"
        "def memory():\n"
        "    return int(Path('/proc/self/statm').read_text().split()[1]) * 4096 / 1e6\n"
        "seen = {}\n"
        "def watch(progress):\n"
        "    if progress.done % 1000 == 0:\n"
        "        seen.setdefault(progress.done, memory())\n"
        "experiment = Experiment.for_compare(['advisory'], {'customers': 20}, "
        "replications=20_000, periods=12, seed=1, customers=False)\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    execute(experiment, Path(folder) / 'many', workers=1, progress=watch)\n"
        "print(seen[5000], seen[20000])\n"
    )
    if not Path("/proc/self/statm").exists():
        return [("memory over 20,000 runs", "not measured: no /proc here")]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    early, late = (float(x) for x in done.stdout.split())
    return [("memory after 5,000 and 20,000 runs", f"{early:.0f} MB, {late:.0f} MB")]
