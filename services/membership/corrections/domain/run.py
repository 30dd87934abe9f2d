"""Corrections from the draft to what came of them. Every step is a new value of one row."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from infra.kernel.errors import Forbidden, InvalidInput, NotAllowed
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.membership.contract.correction_views import (
    Contradicting,
    CorrectionsState,
    CorrectionsView,
    Tried,
)
from services.membership.contract.directory import Listed
from services.membership.contract.staff_commands import AnyCorrection
from services.membership.domain.aggregate.texts import checked_reason

WAITS = timedelta(days=3)
"""For a second of the staff."""
SAMPLE = 20

S = CorrectionsState


class CorrectionsRun(msgspec.Struct, frozen=True, kw_only=True):
    """`revision` counts its steps. `named` or `listed`: whom it is about; `place`: how far it is
    with them. `confirmed_by`: a second of the staff."""

    id: str
    correction: AnyCorrection
    by: Actor
    at: datetime
    state: CorrectionsState
    revision: int = 1
    named: tuple[str, ...] = ()
    listed: Listed | None = None
    place: str = ""
    members: int = 0
    possible: int = 0
    contradicting: dict[str, int] = {}
    sample: tuple[Tried, ...] = ()
    corrected: int = 0
    refused: int = 0
    needs_second: bool = False
    expires_at: datetime | None = None
    decided_by: Actor | None = None
    decided_at: datetime | None = None
    refusal: str = ""

    def state_at(self, now: datetime) -> CorrectionsState:
        over = self.expires_at is not None and self.expires_at <= now
        return S.EXPIRED if self.state is S.REQUESTED and over else self.state

    def _next(self, **changes: object) -> "CorrectionsRun":
        return replace(self, revision=self.revision + 1, **changes)

    def with_page(self, tried: Sequence[Tried], place: str, *, last: bool) -> "CorrectionsRun":
        """More members were tried out."""
        against = Counter(self.contradicting) + Counter(one.code for one in tried if one.code)
        possible = [one for one in tried if not one.code]
        return self._next(
            members=self.members + len(tried),
            possible=self.possible + len(possible),
            contradicting=dict(against),
            sample=(*self.sample, *possible)[:SAMPLE],
            place="" if last else place,
            state=S.PREVIEWED if last else S.PREVIEWING,
        )

    def asked(self, now: datetime, *, second: bool) -> "CorrectionsRun":
        """It runs, or waits for a second of the staff."""
        if not second:
            return self._next(state=S.RUNNING, place="")
        return self._next(state=S.REQUESTED, place="", needs_second=True, expires_at=now + WAITS)

    def started(self, by: Actor, now: datetime, *, second: bool) -> "CorrectionsRun":
        """Itself where it was started already.

        Raises:
            Forbidden: somebody else drafted it.
            NotAllowed: it is not tried out yet.
        """
        if by.id != self.by.id:
            raise Forbidden(both("由起草人开始执行。", "Whoever drafted it starts it."), field="id")
        if self.state in (S.REQUESTED, S.RUNNING, S.DONE):
            return self
        self._require(S.PREVIEWED, now)
        if not self.possible:
            raise _not_now(self.state_at(now))
        return self.asked(now, second=second)

    def confirmed(self, by: Actor, now: datetime) -> "CorrectionsRun":
        """Itself where the same person confirmed it already.

        Raises:
            Forbidden: the same person asked for it.
            NotAllowed: it does not wait, or not any more.
        """
        if by.id == self.by.id:
            raise Forbidden(
                both(
                    "须由另一位工作人员确认，不能是提出者本人。",
                    "A second of the staff confirms it, never whoever asked.",
                ),
                field="id",
            )
        if self._decided(by, S.RUNNING, S.DONE):
            return self
        self._require(S.REQUESTED, now)
        return self._next(state=S.RUNNING, decided_by=by, decided_at=now)

    def refused_by(self, by: Actor, now: datetime, reason: str) -> "CorrectionsRun":
        """Itself where the same person refused it already.

        Raises:
            NotAllowed: it does not wait, or not any more.
            InvalidInput: no reason.
        """
        if self._decided(by, S.REFUSED):
            return self
        self._require(S.REQUESTED, now)
        return self._next(
            state=S.REFUSED, decided_by=by, decided_at=now, refusal=checked_reason(reason)
        )

    def went_on(self, done: int, refused: int, place: str, *, last: bool) -> "CorrectionsRun":
        return self._next(
            corrected=self.corrected + done,
            refused=self.refused + refused,
            place=place,
            state=S.DONE if last else S.RUNNING,
        )

    def for_member(self, member_id: str) -> AnyCorrection:
        second = self.decided_by.name or self.decided_by.id if self.decided_by else ""
        return replace(self.correction, member_id=member_id, confirmed_by=second)

    def view(self, now: datetime) -> CorrectionsView:
        return CorrectionsView(
            id=self.id,
            correction=self.correction,
            state=self.state_at(now),
            by=self.by,
            at=self.at,
            members=self.members,
            possible=self.possible,
            contradicting=tuple(
                Contradicting(code=code, members=number)
                for code, number in sorted(self.contradicting.items())
            ),
            sample=self.sample,
            corrected=self.corrected,
            refused=self.refused,
            needs_second=self.needs_second,
            expires_at=self.expires_at,
            decided_by=self.decided_by,
            decided_at=self.decided_at,
            refusal=self.refusal,
        )

    def _decided(self, by: Actor, *states: CorrectionsState) -> bool:
        """By this person, in this way: asked again it is as it was."""
        return self.state in states and self.decided_by is not None and self.decided_by.id == by.id

    def _require(self, state: CorrectionsState, now: datetime) -> None:
        if self.state_at(now) is not state:
            raise _not_now(self.state_at(now))


def _not_now(state: CorrectionsState) -> NotAllowed:
    return NotAllowed(
        both(
            "现在不能这样做，状态为 {state}。",
            "That is not possible now: it is {state}.",
            state=state.value,
        ),
        field="id",
        details={"current": state.value},
    )


def require_whom(named: Sequence[str], listed: Listed | None, most: int) -> None:
    """
    Raises:
        InvalidInput: nobody, or both ways at once, or too many by name.
    """
    if bool(named) == (listed is not None) or len(named) > most:
        raise InvalidInput(
            both(
                "请用 memberIds（最多 {most} 个）或 filter 之一说明是哪些会员。",
                "Say which members by memberIds (at most {most}) or by a filter, not by both.",
                most=most,
            ),
            field="memberIds",
        )
