"""An appeal that was over goes on."""

from datetime import datetime

from services.appeals.contract.event import Event


class AppealReopened(Event, frozen=True, kw_only=True):
    """By its member, who names something new. `evidence`: ids of the files among it."""

    first_answer_due: datetime
    decision_due: datetime
    evidence: tuple[str, ...] = ()


class AppealEscalated(Event, frozen=True, kw_only=True):
    """By its member, who does not accept the decision. `excluded`: ids of the staff who may not
    take it any more: whoever decided it, now or before. `nobody_else`: of all who were seen at the
    desk and are not away, none is left who may."""

    first_answer_due: datetime
    decision_due: datetime
    excluded: tuple[str, ...]
    nobody_else: bool = False


class AppealTimeExtended(Event, frozen=True, kw_only=True):
    """Nobody was there when the time to go on with it was over, at `over_at`: it has some more.
    `escalate_until`: none where it cannot be."""

    over_at: datetime
    reopen_until: datetime
    escalate_until: datetime | None = None
