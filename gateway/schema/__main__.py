"""`python -m gateway.schema --check|--write|--changes|--release`: what is committed of the schema
and read off it, gateway/schema.graphql, gateway/subgraph.graphql and docs/rights.md, and what
changed since the release.
`--extractors QUERY`: the Python that reads its answer once it comes again."""

import argparse
import difflib
import sys
from datetime import UTC, datetime
from pathlib import Path

from graphql import parse, specified_rules

from gateway.compiled.operations import Operation
from gateway.schema.changes import PAGE, RELEASED, Change, changes, released, unannounced
from gateway.schema.federation.subgraph_sdl import subgraph_sdl
from gateway.schema.rights import rights_page
from gateway.schema.root import build_schema, build_subgraph

COMMITTED = Path(__file__).parent.parent / "schema.graphql"
SUBGRAPH = COMMITTED.with_name("subgraph.graphql")
RIGHTS = Path(__file__).parents[2] / "docs" / "rights.md"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m gateway.schema", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="fail when the code differs from it")
    what.add_argument("--write", action="store_true", help="write it anew")
    what.add_argument("--changes", action="store_true", help="name what changed for clients")
    what.add_argument("--release", action="store_true", help="promise clients what is there now")
    what.add_argument("--extractors", metavar="QUERY", help="show what is written for an operation")
    given = parser.parse_args(arguments)
    if given.changes:
        return _tell_changes()
    if given.extractors:
        return _show_extractors(given.extractors)
    if given.release:
        RELEASED.write_text(released(sdl()))
        return 0
    current = {
        COMMITTED: sdl(),
        SUBGRAPH: subgraph_sdl(build_subgraph()),
        RIGHTS: rights_page(build_schema(), build_subgraph()),
    }
    if given.write:
        for file, text in current.items():
            file.write_text(text)
        return 0
    return max([_refuse_breaking(), *(_check(file, text) for file, text in current.items())])


def sdl() -> str:
    lines = build_schema().as_str().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _show_extractors(query: str) -> int:
    schema = build_schema()
    if errors := schema.documents.prepare(query, None, tuple(specified_rules)).errors:
        sys.stdout.writelines(f"{error.message}\n" for error in errors)
        return 1
    operation = Operation(schema, parse(query), None, hide_suggestions=False, most_errors=1)
    sys.stdout.write("\n".join(operation.extractors()))
    return 0


def _tell_changes() -> int:
    for effect, what in _since_release():
        sys.stdout.write(f"{effect}: {what}\n")
    return 0


def _since_release() -> list[Change]:
    return changes(RELEASED.read_text(), sdl(), datetime.now(UTC).date())


def _refuse_breaking() -> int:
    found = unannounced(_since_release(), PAGE.read_text())
    for _, what in found:
        sys.stdout.write(
            f"Clients of the last release break: {what} Keep it, deprecated, or say in "
            f"docs/{PAGE.name} what they do instead: - `{what}` …\n"
        )
    return int(bool(found))


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
