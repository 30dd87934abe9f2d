"""The end of a restoration for the time being."""

from services.membership.contract.provisional_commands import EndProvisional
from services.membership.contract.provisional_events import ProvisionalEnded
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.domain.aggregate.lifecycle import restored_for_now
from services.membership.domain.aggregate.parts import Provisional
from services.membership.domain.folding.sharing import cause_without
from services.membership.domain.recording.recorder import Recorder


def end(recorder: Recorder, command: EndProvisional) -> None:
    """Once, also where nothing was given: what asks for it late is refused then."""
    state, id = recorder.state, command.restoration_id
    if id in state.provisional_over:
        return
    given = state.provisional if state.provisional and state.provisional.id == id else None
    _record(recorder, id, command.appeal_number, command.how, given)


def confirm(recorder: Recorder, given: Provisional) -> None:
    """`given`: as it was before the remedy, with which it may have ended."""
    _record(recorder, given.id, given.appeal_number, ProvisionalEnd.CONFIRMED, given)


def _record(
    recorder: Recorder, id: str, number: str, how: ProvisionalEnd, given: Provisional | None
) -> None:
    state = recorder.state
    ends_access = given is not None and state.provisional == given and restored_for_now(state)
    recorder.record(
        ProvisionalEnded(
            restoration_id=id,
            appeal_number=number,
            how=how,
            since=given.since if given else None,
            access_ended=ends_access,
            plan=state.plan,
            plan_version=state.plan_version,
        ),
        cause=cause_without(state) if ends_access else None,
    )
