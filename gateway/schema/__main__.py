"""`python -m gateway.schema --check|--write`: the committed schema, gateway/schema.graphql."""

import argparse
import difflib
import sys
from pathlib import Path

from gateway.schema.root import build_schema

COMMITTED = Path(__file__).parent.parent / "schema.graphql"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m gateway.schema", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="fail when the code differs from it")
    what.add_argument("--write", action="store_true", help="write it anew")
    current = sdl()
    if parser.parse_args(arguments).write:
        COMMITTED.write_text(current)
        return 0
    return _check(current, COMMITTED.read_text() if COMMITTED.exists() else "")


def sdl() -> str:
    lines = build_schema().as_str().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _check(current: str, committed: str) -> int:
    if current == committed:
        return 0
    lines = difflib.unified_diff(
        committed.splitlines(), current.splitlines(), "committed", "code", n=2, lineterm=""
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.write(
        "\nThe schema differs from gateway/schema.graphql. If that is meant, run "
        "'python -m gateway.schema --write' and commit it: clients read it.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
