"""What is loaded of appeals, and what is written beside them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from infra.kernel import idempotency
from infra.kernel.events import Head
from infra.storage.changes import GuardedUpdate, Inserts, Removal
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.case_file import SealedCaseFile
from services.appeals.domain.queues.queueing import QueuePlace
from services.appeals.domain.recording.notices import StaffNotice


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal as loaded, where its history ended then, and where it waited. `due`: when it was to
    be looked at."""

    appeal: Appeal
    head: Head
    due: datetime | None = None
    place: QueuePlace = QueuePlace()


class Done(idempotency.Done, frozen=True, kw_only=True):
    """`number`: of the appeal that it was about."""

    number: str


class ExtraRows(msgspec.Struct, frozen=True, kw_only=True):
    """What is written in the same commit. `claim`: the key of a loss that is appealed against, or
    of what a rule gives once in a while. `place`: where it waits now; none: where it did.
    `look_at`: when it is to be looked at again at the latest, whatever its clocks say. `notices`:
    to staff, beside those of what happened. `guards`: rows that have to stand as they were read;
    `rows`: of rooms, by collection, and `removals` of what is done with."""

    done: Sequence[Done] = ()
    case: SealedCaseFile | None = None
    claim: str | None = None
    guards: Sequence[GuardedUpdate] = ()
    rows: Inserts = {}
    removals: Sequence[Removal] = ()
    place: QueuePlace | None = None
    look_at: datetime | None = None
    notices: Sequence[StaffNotice] = ()


MOST_LISTED = 500
"""How far a list of appeals is counted, and the last place that is told of a queue."""


class ListedAppeal(msgspec.Struct, frozen=True, order=True):
    """An appeal's place on a list, and its number."""

    key: str
    number: str


class MemberReads(msgspec.Struct, frozen=True, kw_only=True):
    """`language`: zh or en; `zone`: IANA name."""

    language: str
    zone: str
