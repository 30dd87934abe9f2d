"""The self-assembling case, put together."""

from dataclasses import dataclass

from infra.kernel.clock import Clock
from infra.process.foundation import Foundation
from services.appeals.case.commands import CaseCommands
from services.appeals.case.file_store import CaseFileStore
from services.appeals.case.gathering import CaseNeighbours, Gathering
from services.appeals.case.reading import CaseReading
from services.appeals.case.refreshing import Refreshing
from services.appeals.context import Context
from services.appeals.ports import AppealStore


@dataclass(frozen=True, kw_only=True)
class CaseRoom:
    """What case files bring into appeals."""

    reading: CaseReading
    commands: CaseCommands


def build_case_files(neighbours: CaseNeighbours, store: AppealStore, clock: Clock) -> Refreshing:
    """What the context of appeals needs of case files."""
    return Refreshing(Gathering(neighbours), store, clock)


def build_case(base: Foundation, context: Context, files: Refreshing) -> CaseRoom:
    return CaseRoom(
        reading=CaseReading(context.store, CaseFileStore(base.db, base.sealing)),
        commands=CaseCommands(context, files),
    )
