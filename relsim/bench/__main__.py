"""The speed table: ratios measured in one run. ``make bench``, or ``python -m relsim.bench``.

Absolute times on a shared machine mean little; what is compared is measured side by side.
"""

from __future__ import annotations

import argparse
import os
import sys

from relsim.bench import crowd, exploring, painting, runs
from relsim.errors import InputError

BENCHES = {
    "engine": runs.bench_engine,
    "compare": runs.bench_compare,
    "sweep": runs.bench_sweep,
    "memory": runs.bench_memory,
    "million": runs.bench_million,
    "painting": painting.bench_painting,
    "crowd": crowd.bench_crowd,
    "exploring": exploring.bench_exploring,
}
TOGETHER = {"dashboard": ("painting", "crowd")}
"""Names for several at once."""


def main() -> None:
    """Print the speed table, row by row as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m relsim.bench", description=__doc__)
    names = ", ".join((*BENCHES, *TOGETHER))
    parser.add_argument("parts", nargs="*", help=f"which: {names} (default: all)")
    given = parser.parse_args().parts or list(BENCHES)
    chosen = [part for name in given for part in TOGETHER.get(name, (name,))]
    unknown = [part for part in chosen if part not in BENCHES]
    if unknown:
        parser.error(f"no such part: {', '.join(unknown)} (there are {names})")
    print(f"{os.cpu_count()} cores; times are noisy where a machine is shared, ratios less so")
    for part in chosen:
        try:
            for what, value in BENCHES[part]():
                print(f"{what:52} {value}", flush=True)
        except InputError as error:  # as where there is no browser
            print(f"{part}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
