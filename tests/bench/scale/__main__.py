"""`python -m tests.bench.scale`: the tables of docs/scaling.md, from what was measured last.

`--measure` measures anew first (a quarter of an hour, on a machine that does nothing else), and
keeps it; `--write` writes the tables into the page; `--brief` tries the measuring out, and keeps
nothing.
"""

import argparse
import asyncio
import sys

import msgspec

from infra.log import configure_logging
from infra.process import garbage
from tests.bench.scale.costs import FILE, Measured, measured
from tests.bench.scale.measuring import BRIEF, WHOLE, Plan, measure
from tests.bench.scale.page import tables, write_page


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    for option in ("--measure", "--write", "--brief"):
        parser.add_argument(option, action="store_true")
    asked = parser.parse_args(arguments)
    found = _measured(BRIEF if asked.brief else WHOLE) if asked.measure or asked.brief else None
    if found and not asked.brief:
        FILE.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    shown = tables(found or measured())
    sys.stdout.write("\n\n".join(shown.values()) + "\n")
    if asked.write:
        write_page(shown)


def _measured(plan: Plan) -> Measured:
    configure_logging("WARNING", "bench")  # as every process does
    garbage.once_started()
    return asyncio.run(measure(plan))


if __name__ == "__main__":
    main(sys.argv[1:])
