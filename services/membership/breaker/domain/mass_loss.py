"""An incident of the breaker, from when it trips until what was deferred is settled."""

from datetime import datetime

import msgspec

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.membership.breaker.domain.forecast import HOUR, hour_of
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.breaker_words import MassLossDecision, MassLossState
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.texts import checked_reason


class MassLoss(msgspec.Struct, frozen=True, kw_only=True):
    """`coming`, `expected`, `allowance`: as it was assessed. `pass_until`: so long a release covers
    what else falls due. `version` grows with each step."""

    id: str
    cause: Cause
    opened_at: datetime
    window: datetime
    coming: int
    expected: int
    allowance: int
    state: MassLossState = MassLossState.OPEN
    version: int = 1
    deferred: int = 0
    settled: int = 0
    decision: MassLossDecision | None = None
    reason: str = ""
    decided_by: tuple[Actor, ...] = ()
    decided_at: datetime | None = None
    pass_until: datetime | None = None
    closed_at: datetime | None = None

    @property
    def decider(self) -> Actor:
        """Who said so last: what is carried out is theirs."""
        return self.decided_by[-1]


def decided(
    incident: MassLoss, command: DecideMassLoss, by: Actor, now: datetime, deciders: int
) -> MassLoss:
    """The incident with one more who says so; with enough of them it is decided.

    Args:
        deciders: how many people have to agree.

    Raises:
        InvalidInput: no reason, or one that is too long, or a time that is over.
        NotAllowed: it is decided already, another decision is proposed, or the same person would
            decide what they proposed.
    """
    reason = checked_reason(command.reason)
    _check_time(command, now)
    if incident.state in {MassLossState.DECIDED, MassLossState.CLOSED}:
        raise NotAllowed(both("这一事件已有决定。", "This incident is decided already."))
    if incident.state is MassLossState.PROPOSED:
        _check_agreement(incident, command, by)
    enough = len(incident.decided_by) + 1 >= deciders
    return msgspec.structs.replace(
        incident,
        state=MassLossState.DECIDED if enough else MassLossState.PROPOSED,
        version=incident.version + 1,
        decision=command.decision,
        reason=incident.reason or reason,
        decided_by=(*incident.decided_by, by),
        decided_at=now,
        pass_until=incident.pass_until or command.pass_until,
    )


def _check_agreement(incident: MassLoss, command: DecideMassLoss, by: Actor) -> None:
    if any(one.id == by.id for one in incident.decided_by):
        raise NotAllowed(
            both(
                "您已提议，须由另一位工作人员确认。",
                "You proposed this; somebody else has to confirm it.",
            )
        )
    if command.decision is not incident.decision:
        raise NotAllowed(
            both(
                "已提议的是 {proposed}；确认须与其一致。",
                "What is proposed is {proposed}; a confirmation says the same.",
                proposed=str(incident.decision),
            ),
            field="decision",
        )


def _check_time(command: DecideMassLoss, now: datetime) -> None:
    until = command.pass_until
    if until is None:
        return
    if command.decision is MassLossDecision.DISCARD or until <= now:
        raise InvalidInput(
            both(
                "passUntil 只用于放行，且须在将来。",
                "passUntil is for a release, and lies in the future.",
            ),
            field="passUntil",
        )


def closed(incident: MassLoss, deferred: int, now: datetime) -> MassLoss:
    """Nothing waits any more. What else falls due in this hour is covered by a release."""
    until = incident.pass_until
    if incident.decision is MassLossDecision.RELEASE:
        until = max(until or now, hour_of(now) + HOUR)
    return msgspec.structs.replace(
        incident,
        state=MassLossState.CLOSED,
        version=incident.version + 1,
        deferred=deferred,
        pass_until=until,
        closed_at=now,
    )
