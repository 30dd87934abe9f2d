"""The directory of members, put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.membership.directory.directory_store import DirectoryStore
from services.membership.directory.labelling import Labelling
from services.membership.directory.reading import DirectoryReading
from services.membership.ports import MembershipStore

_LOOKS_AGAIN = 60.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Directory:
    """What it brings into membership."""

    reading: DirectoryReading
    loops: Sequence[Loop]


def build_directory(base: Foundation, members: MembershipStore) -> Directory:
    store = DirectoryStore(base.db)
    labelling = Labelling(base.db, store)

    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(labelling.step, _LOOKS_AGAIN)

    return Directory(
        reading=DirectoryReading(members, store),
        loops=[Loop(name="label members of earlier releases", run=run)],
    )
