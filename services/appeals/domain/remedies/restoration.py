"""The membership is restored for the time being where the first answer is late, until the appeal is
over. What was asked for is taken back in any case: nobody knows whether it was given by then."""

from datetime import datetime

from services.appeals.contract.clock_events import (
    NotRestoredForNow,
    RestorationEnded,
    RestoredForNow,
)
from services.appeals.contract.clock_words import Restoration
from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.lifecycle import ENDED, OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.provisional_commands import (
    EndProvisional,
    RestoreProvisionally,
)
from services.membership.contract.provisional_words import NotRestoredBecause, ProvisionalEnd
from services.shared.callers import SYSTEM


def is_wanted(appeal: Appeal) -> bool:
    return appeal.state in OPEN and appeal.restoration is Restoration.WANTED


def is_to_end(appeal: Appeal) -> bool:
    given = appeal.restoration in (Restoration.WANTED, Restoration.GIVEN)
    return appeal.state in ENDED and given


def request(appeal: Appeal) -> RestoreProvisionally:
    return RestoreProvisionally(
        member_id=appeal.member_id,
        restoration_id=appeal.restoration_id,
        appeal_number=appeal.number,
        lost_at=appeal.loss_began,
    )


def end_of(appeal: Appeal) -> EndProvisional:
    withdrawn = appeal.state is AppealState.WITHDRAWN
    return EndProvisional(
        member_id=appeal.member_id,
        restoration_id=appeal.restoration_id,
        appeal_number=appeal.number,
        how=ProvisionalEnd.WITHDRAWN if withdrawn else ProvisionalEnd.LIFTED,
    )


def answered(appeal: Appeal, why_not: NotRestoredBecause | None, now: datetime) -> Recorder:
    """What the membership said."""
    recorder, id = Recorder(appeal, SYSTEM, now), appeal.restoration_id
    if why_not is None:
        recorder.add(RestoredForNow(**recorder.about, restoration_id=id))
    else:
        recorder.add(NotRestoredForNow(**recorder.about, restoration_id=id, why=why_not))
    return recorder


def ended(appeal: Appeal, now: datetime) -> Recorder:
    recorder = Recorder(appeal, SYSTEM, now)
    recorder.add(RestorationEnded(**recorder.about, restoration_id=appeal.restoration_id))
    return recorder
