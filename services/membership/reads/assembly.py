"""Kept reads, put together."""

from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from services.membership.reads.keeping import StaffReads
from services.membership.reads.read_store import ReadStore


def build_reads(db: Database, clock: Clock, searches: int) -> StaffReads:
    return StaffReads(ReadStore(db), clock, searches)
