"""Cases that open by themselves: a loss that no rule explains, a reconciliation that is overdue.

The wish is an event of the membership, in the commit of what gave rise to it; carrying it out is
asked of the appeals until they have a number for it.
"""

from datetime import datetime

from services.membership.contract.case_events import CaseOpened, CaseWanted
from services.membership.contract.rules import APPEAL_WITHIN
from services.membership.contract.words import CaseReason
from services.membership.domain.recording.recorder import Recorder


def want_case(recorder: Recorder, reason: CaseReason, lost_at: datetime | None) -> None:
    """Once at a time. An older loss than can be appealed is told as unexplained, and its member can
    ask for a person."""
    too_old = lost_at is not None and recorder.now >= lost_at + APPEAL_WITHIN
    state = recorder.state
    if state.case is None and state.case_later is None and not too_old:
        recorder.record(CaseWanted(reason=reason, lost_at=lost_at))


def case_opened(recorder: Recorder, number: str, wanted: int) -> None:
    """Nothing where it was recorded already."""
    case = recorder.state.case
    if case is not None and case.version == wanted:
        recorder.record(CaseOpened(number=number, wanted=wanted))
