"""Who works at the desk, and who may take what."""

from datetime import datetime

import msgspec

from infra.kernel.errors import AppError, Forbidden, InvalidInput, NotAllowed, NotFound
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.queues.queueing import works_in
from services.appeals.domain.review.excluded import may_take
from services.shared.callers import ActorKind, StaffKind


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """`substitute`: id of who gets what they have; empty: nobody, it goes back."""

    since: datetime
    until: datetime
    substitute: str
    set_by: Actor


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """One of the staff, by the directory or as last seen at the desk. `left`: works here no
    more."""

    id: str
    name: str
    kind: StaffKind
    absence: Absence | None = None
    left: bool = False

    @property
    def called(self) -> str:
        return self.name or self.id

    @property
    def actor(self) -> Actor:
        return Actor(kind=ActorKind.STAFF, id=self.id, name=self.name)

    @property
    def handles(self) -> bool:
        """Whether appeals are for them."""
        return self.kind is not StaffKind.READ_ONLY

    def absent(self, now: datetime) -> bool:
        away = self.absence is not None and self.absence.since <= now < self.absence.until
        return away or self.left


def why_not(
    appeal: Appeal, queue: AppealQueue, colleague: Colleague, now: datetime
) -> AppError | None:
    """Why this person cannot have this appeal; none where they can."""
    try:
        require_can_have(appeal, queue, colleague, now)
    except AppError as error:
        return error
    return None


def require_can_have(
    appeal: Appeal, queue: AppealQueue, colleague: Colleague, now: datetime
) -> None:
    """
    Raises:
        Forbidden: its queue is not for them, or no appeal is.
        NotAllowed: they decided it before, are away, or left.
    """
    require_works_in(colleague.kind, queue, colleague.called)
    if not colleague.handles:
        raise Forbidden(
            both(
                "{name} 只可查看，不处理申诉。",
                "{name} sees appeals, and handles none.",
                name=colleague.called,
            )
        )
    if not may_take(appeal, colleague.id):
        raise NotAllowed(
            both(
                "申诉 {number} 由 {name} 决定过，会员要求由另一位工作人员处理。",
                "{name} decided the appeal {number} before; its member asked for somebody else.",
                number=appeal.number,
                name=colleague.called,
            ),
            details={"excluded": list(appeal.excluded_reviewers), "allowed": []},
        )
    require_there(colleague, now)


def require_works_in(kind: StaffKind | None, queue: AppealQueue, name: str) -> None:
    """
    Raises:
        Forbidden: the queue is for specialists.
    """
    if not works_in(kind, queue):
        raise Forbidden(
            both(
                "{queue} 队列由专员处理，{name} 不是专员。",
                "The queue {queue} is for specialists, and {name} is none.",
                queue=queue.value,
                name=name,
            )
        )


def require_there(colleague: Colleague, now: datetime) -> None:
    """
    Raises:
        NotAllowed: they are away.
    """
    if colleague.left:
        raise NotAllowed(
            both("{name} 已不在此工作。", "{name} works here no more.", name=colleague.called),
            details={"allowed": []},
        )
    if colleague.absence is not None and colleague.absent(now):
        raise NotAllowed(
            both(
                "{name} 登记缺勤至 {until}；如已返岗，请先结束缺勤（endAbsence）。",
                "{name} is entered as away until {until}; who is back says so first (endAbsence).",
                name=colleague.called,
                until=colleague.absence.until,
            ),
            details={"allowed": ["endAbsence"]},
        )


def unknown_colleague(id: str, field: str) -> NotFound:
    return NotFound(
        both(
            "这里没有工作人员 {id}。",
            "Nobody known as {id} works here.",
            id=id,
        ),
        field=field,
    )


def checked_absence(absence: Absence, of: str, now: datetime) -> Absence:
    """
    Raises:
        InvalidInput: it is over, ends before it begins, or they would stand in for themselves.
    """
    if not max(absence.since, now) < absence.until:
        raise InvalidInput(
            both(
                "until 须在 since 之后，且在将来。", "until lies behind since, and in the future."
            ),
            field="until",
        )
    if absence.substitute == of:
        raise InvalidInput(
            both("代理人须为另一位工作人员。", "The substitute is somebody else."),
            field="substitute",
        )
    return absence
