"""Evidence, put together."""

from dataclasses import dataclass

from infra.process.component import Loop
from infra.process.foundation import Foundation
from infra.storage.sweeper import Sweeper
from services.appeals.context import Context
from services.appeals.evidence.adding import Adding
from services.appeals.evidence.drafted import FilesOfDrafts
from services.appeals.evidence.file_store import UPLOADS, FileStore
from services.appeals.evidence.reading import EvidenceReading
from services.appeals.evidence.uploading import Uploading
from services.appeals.ports import DraftsWithFiles


@dataclass(frozen=True, kw_only=True)
class EvidenceRoom:
    """What evidence brings into appeals."""

    uploading: Uploading
    adding: Adding
    reading: EvidenceReading
    loops: tuple[Loop, ...]


def build_drafted_files(base: Foundation) -> FilesOfDrafts:
    return FilesOfDrafts(FileStore(base.db, base.sealing))


def build_evidence(base: Foundation, ctx: Context, drafts: DraftsWithFiles) -> EvidenceRoom:
    store = FileStore(base.db, base.sealing)
    uploading = Uploading(ctx, store, drafts)
    sweeper = Sweeper(base.db, UPLOADS, ctx.clock, uploading.tick)
    return EvidenceRoom(
        uploading=uploading,
        adding=Adding(ctx, store, uploading, drafts),
        reading=EvidenceReading(ctx, store),
        loops=(Loop(name=sweeper.name, run=sweeper.run),),
    )
