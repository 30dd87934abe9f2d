"""Going live: members who were taken over held back are told, and their clocks start.

Until then nothing is taken from them by time alone. Then it is as after an outage of ours: what
fell due meanwhile happens at most once, from now, with its notice and its whole grace, and nothing
is charged for a period that is over.
"""

from services.membership.contract.golive_events import WentLive
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import announced_to


def go_live(recorder: Recorder) -> None:
    """Nothing where it is live already."""
    state = recorder.state
    if state.held_since is not None:
        coming = announced_to(state, recorder.catalog, recorder.now)
        recorder.record(WentLive(since=state.held_since, coming=coming))
