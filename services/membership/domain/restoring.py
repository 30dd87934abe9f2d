"""A membership is restored for the time being where an appeal was not answered in time.

Never over a hold that protects the account or the money, nor over the member's own; never for who
is entitled anyway, by whatever way; only over the loss that the appeal is about, while it lasts.
"""

from collections.abc import Sequence

from infra.kernel.errors import NotAllowed
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract.provisional_commands import RestoreProvisionally
from services.membership.contract.provisional_events import (
    ProvisionalGranted,
    ProvisionalWithheld,
)
from services.membership.contract.provisional_words import NotRestoredBecause as Because
from services.membership.contract.words import HoldKind, Lifecycle
from services.membership.domain.aggregate.covering import covered
from services.membership.domain.aggregate.lifecycle import (
    OVERRIDABLE,
    SECURITY_HOLDS,
    entitled,
    live,
)
from services.membership.domain.explain.losses import loss_named, losses
from services.membership.domain.folding.sharing import cause_without
from services.membership.domain.recording.recorder import Recorder


def restore_provisionally(
    recorder: Recorder, command: RestoreProvisionally, history: Sequence[EventEnvelope]
) -> None:
    """`history`: all events of the membership so far.

    Raises:
        NotAllowed: `details["why"]` says why it is not restored.
    """
    state = recorder.state
    given = state.provisional
    if given is not None and given.id == command.restoration_id:
        return
    if (why := _why_not(recorder, command, history)) is not None:
        raise _refusal(why)
    protects = next((hold for hold in state.holds if hold.kind in SECURITY_HOLDS), None)
    if protects is not None:
        _withhold(recorder, command, protects.kind)
        return
    recorder.record(
        ProvisionalGranted(
            restoration_id=command.restoration_id,
            appeal_number=command.appeal_number,
            lost_at=command.lost_at,
            plan=state.plan,
            plan_version=state.plan_version,
        ),
        cause=cause_without(state),
    )


def _withhold(recorder: Recorder, command: RestoreProvisionally, hold: HoldKind) -> None:
    """Said once."""
    if recorder.state.provisional_withheld == command.restoration_id:
        return
    recorder.record(
        ProvisionalWithheld(
            restoration_id=command.restoration_id,
            appeal_number=command.appeal_number,
            hold=hold,
        ),
        cause=cause_without(recorder.state),
    )


def _why_not(
    recorder: Recorder, command: RestoreProvisionally, history: Sequence[EventEnvelope]
) -> Because | None:
    state = recorder.state
    if command.restoration_id in state.provisional_over:
        return Because.OVER
    if entitled(state) or covered(state):
        return Because.ENTITLED
    found = losses(recorder.history_after(history))
    loss = loss_named(found, command.lost_at, recorder.now)
    lasts = loss is not None and loss.out and loss.until is None
    if not lasts or state.lifecycle in (None, Lifecycle.CLOSED):
        return Because.NOT_OUT
    kinds = {hold.kind for hold in state.holds}
    if kinds & SECURITY_HOLDS:
        return None if live(state) else Because.SECURITY_HOLD
    return None if kinds <= OVERRIDABLE else Because.OWN_HOLD


def _refusal(why: Because) -> NotAllowed:
    sentence = both(
        "会员没有临时恢复：{why}。", "The membership is not restored for now: {why}.", why=why.value
    )
    return NotAllowed(sentence, details={"why": why.value})
