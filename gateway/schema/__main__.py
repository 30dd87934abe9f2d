"""`python -m gateway.schema --check|--write`: what is committed of the schema and read off it,
gateway/schema.graphql and docs/rights.md."""

import argparse
import difflib
import sys
from pathlib import Path

from gateway.schema.rights import rights_page
from gateway.schema.root import build_schema

COMMITTED = Path(__file__).parent.parent / "schema.graphql"
RIGHTS = Path(__file__).parents[2] / "docs" / "rights.md"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m gateway.schema", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="fail when the code differs from it")
    what.add_argument("--write", action="store_true", help="write it anew")
    current = {COMMITTED: sdl(), RIGHTS: rights_page(build_schema())}
    if parser.parse_args(arguments).write:
        for file, text in current.items():
            file.write_text(text)
        return 0
    return max([_check(file, text) for file, text in current.items()])


def sdl() -> str:
    lines = build_schema().as_str().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _check(file: Path, current: str) -> int:
    committed = file.read_text() if file.exists() else ""
    if current == committed:
        return 0
    lines = difflib.unified_diff(
        committed.splitlines(), current.splitlines(), "committed", "code", n=2, lineterm=""
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.write(
        f"\nThe schema differs from {file.parent.name}/{file.name}. If that is meant, run "
        "'python -m gateway.schema --write' and commit it: clients read it.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
