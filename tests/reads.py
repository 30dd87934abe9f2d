"""What was read of a database: the commands, the rows they gave, and what they looked at for it.

Registered for every client of the process that imports this; counts only inside `reading`.
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from pymongo import monitoring

from infra.storage.mongo import Client

_READS = ("find", "aggregate", "count", "distinct", "getMore")
_OF_A_SESSION = ("lsid", "$db", "$clusterTime", "txnNumber", "$readPreference", "readConcern")


class Reads(monitoring.CommandListener):
    def __init__(self) -> None:
        self.on = False
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.rows = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if self.on and event.command_name in _READS:
            self.commands.append((event.database_name, dict(event.command)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        if self.on and event.command_name in _READS:
            found = event.reply.get("cursor", {})
            self.rows += len(found.get("firstBatch", found.get("nextBatch", ())))

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass

    @property
    def names(self) -> list[str]:
        """Of the commands, each with its collection."""
        return sorted(f"{name} {command[name]}" for name, command in self._named())

    async def examined(self, client: Client) -> int:
        """Index entries and documents that the same commands look at when they are explained."""
        return sum([await _examined(client[db], c) for db, c in self.commands])

    def _named(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for _, command in self.commands:
            yield next(iter(command)), command


_READ = Reads()
monitoring.register(_READ)


@contextlib.contextmanager
def reading() -> Iterator[Reads]:
    """What is read inside of it; one at a time."""
    _READ.commands, _READ.rows, _READ.on = [], 0, True
    try:
        yield _READ
    finally:
        _READ.on = False


async def _examined(db: Any, command: Mapping[str, Any]) -> int:
    if "getMore" in command:
        return 0  # counted with the command that it goes on with
    asked = {name: value for name, value in command.items() if name not in _OF_A_SESSION}
    found = await db.command({"explain": asked, "verbosity": "executionStats"})
    stats = found.get("executionStats") or found["stages"][0]["$cursor"]["executionStats"]
    return int(stats["totalKeysExamined"]) + int(stats["totalDocsExamined"])
