"""Whether a file's columns are those of a kind, decided before anything is touched."""

from collections import Counter
from collections.abc import Mapping

from services.importing.problems import FileRefused
from services.importing.source import SourceFile
from services.importing.tables import FileKind, Table
from services.importing.values import suggestion


def table_of(
    source: SourceFile, tables: Mapping[FileKind, Table], wanted: FileKind | None
) -> Table:
    """The table that the file's columns fit, or the wanted one.

    Raises:
        FileRefused: columns are missing, unknown or doubled; all of them are named.
    """
    table = tables[wanted] if wanted else _most_alike(source, tables)
    wrong = _missing(source, table) + _unknown(source, table) + _doubled(source)
    if wrong:
        raise FileRefused(
            f"{source.name}: nothing was imported. As a file of {table.kind.value}, "
            + "; ".join(wrong)
            + f". Its columns are: {', '.join(table.names)}.",
            field="header",
        )
    return table


def _most_alike(source: SourceFile, tables: Mapping[FileKind, Table]) -> Table:
    """By the share of known columns. A file that resembles none has to be named by `--kind`."""
    given = set(source.header)
    best = max(tables.values(), key=lambda table: _alikeness(given, table))
    if _alikeness(given, best) == 0:
        kinds = ", ".join(kind.value for kind in tables)
        raise FileRefused(
            f"{source.name}: nothing was imported. The first line names no known column; "
            f"it has to name the columns of {kinds}.",
            field="header",
        )
    return best


def _alikeness(given: set[str], table: Table) -> float:
    """The columns in common among all that either has; a missing key column weighs most."""
    known = set(table.names)
    return len(given & known) / len(given | known) + (0.2 if table.key in given & known else 0)


def _missing(source: SourceFile, table: Table) -> list[str]:
    absent = [name for name in table.required if name not in source.header]
    return [f"missing: {', '.join(absent)}"] if absent else []


def _unknown(source: SourceFile, table: Table) -> list[str]:
    strange = [name for name in dict.fromkeys(source.header) if name not in table.names]
    free = [name for name in table.names if name not in source.header]
    said = [f"{_quoted(name)}{suggestion(name.lower(), free)}" for name in strange]
    return [f"unknown: {', '.join(said)}"] if said else []


def _doubled(source: SourceFile) -> list[str]:
    twice = [name for name, count in Counter(source.header).items() if count > 1 and name]
    return [f"twice: {', '.join(_quoted(name) for name in twice)}"] if twice else []


def _quoted(name: str) -> str:
    return f'"{name[:40]}"' if name else "a column without a name"
