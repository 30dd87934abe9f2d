"""What a member could not be told is not laid at the member's door.

Grace is there to be used: who was never told of it, though every channel was tried, has lost the
membership by the platform's fault.
"""

from datetime import datetime

from infra.kernel.events import event_id
from services.membership.contract.events import GraceStarted
from services.membership.contract.notice_events import NoticeFailed
from services.membership.contract.words import Lifecycle
from services.membership.domain.recording.recorder import Recorder


def notice_failed(recorder: Recorder, about_id: str, about_type: str, at: datetime) -> None:
    """Of the grace that runs; once it is over, what came of it is told as it was then."""
    state = recorder.state
    began = event_id(state.member_id, state.grace_event)
    if state.lifecycle is not Lifecycle.GRACE or about_id != began or state.grace_untold:
        return
    if about_type == GraceStarted.__name__:
        recorder.record(NoticeFailed(about_id=about_id, about_type=about_type, at=at), at=at)
