"""What of an appeal a package shows: each field is named here, so that what is added to an appeal
for staff stays with them. People of the staff are told apart by letters, not by their names."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from infra.kernel.text import LocalText
from services.appeals.contract.decisions import Citations
from services.appeals.contract.identity import ProofKind
from services.appeals.contract.parties import letters_of
from services.appeals.contract.quotes import Quote
from services.appeals.contract.views import AppealView, Decision, Message
from services.appeals.contract.words import AppealState, RemedyState, Verdict
from services.appeals.package.domain.given import Exhibited
from services.appeals.package.domain.words import PARTIES
from services.membership.contract.remedies import RemedyGiven, RemedyPart
from services.membership.contract.words import Cause, RemedyKind
from services.shared.callers import ActorKind


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """`letter`: of staff, as the member meets them in the appeal; else empty."""

    kind: str
    letter: str = ""

    @property
    def said(self) -> LocalText:
        name = PARTIES[ActorKind(self.kind)]
        if not self.letter:
            return name
        return LocalText(zh=f"{name.zh} {self.letter}", en=f"{name.en} {self.letter}")


class ShownMessage(msgspec.Struct, frozen=True, kw_only=True):
    """`files`: as they are packed. `quotes`: evidence that stood beside the text. `both`: where a
    template said it, in both languages; `text` is what the member read."""

    id: str
    at: datetime
    by: Party
    text: str
    orders: tuple[str, ...]
    files: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    both: LocalText | None = None


class ShownDecision(msgspec.Struct, frozen=True, kw_only=True):
    """`rule`: that decided without a person; empty where a person did."""

    at: datetime
    by: Party
    verdict: Verdict
    cause: Cause
    reason: str
    remedy: RemedyKind
    remedy_state: RemedyState
    days: int | None
    period_end: datetime | None
    rule: str
    parts: tuple[RemedyPart, ...]
    citing: Citations
    difference_reason: str
    given: RemedyGiven | None


class ShownAppeal(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    member_id: str
    state: AppealState
    submitted_at: datetime
    lost_at: datetime | None
    suspected_cause: Cause | None
    orders: tuple[str, ...]
    first_answer_due: datetime
    first_answered_at: datetime | None
    messages: tuple[ShownMessage, ...]
    decision: ShownDecision | None
    earlier_decisions: tuple[ShownDecision, ...]
    identity_proven: ProofKind | None
    identity_proven_at: datetime | None


def shown(appeal: AppealView, evidence: Sequence[Exhibited]) -> ShownAppeal:
    parties = _Parties(letters_of(appeal))
    messages = tuple(
        _message(one, parties, evidence) for one in appeal.messages if not one.staff_only
    )
    return ShownAppeal(
        number=appeal.number,
        member_id=appeal.member_id,
        state=appeal.state,
        submitted_at=appeal.submitted_at,
        lost_at=appeal.lost_at,
        suspected_cause=appeal.suspected_cause,
        orders=appeal.orders,
        first_answer_due=appeal.first_answer_due,
        first_answered_at=appeal.first_answered_at,
        messages=messages,
        decision=_decision(appeal.decision, parties) if appeal.decision else None,
        earlier_decisions=tuple(_decision(one, parties) for one in appeal.earlier_decisions),
        identity_proven=appeal.identity.how,
        identity_proven_at=appeal.identity.at,
    )


def _message(message: Message, parties: "_Parties", evidence: Sequence[Exhibited]) -> ShownMessage:
    return ShownMessage(
        id=message.id,
        at=message.at,
        by=parties.of(message.by),
        text=message.text,
        orders=message.orders,
        files=tuple(one.packed_as for one in evidence if one.message_id == message.id),
        quotes=message.quotes,
        both=message.both,
    )


def _decision(decision: Decision, parties: "_Parties") -> ShownDecision:
    return ShownDecision(
        at=decision.at,
        by=parties.of(decision.by),
        verdict=decision.verdict,
        cause=decision.cause,
        reason=decision.reason,
        remedy=decision.remedy,
        remedy_state=decision.remedy_state,
        days=decision.days,
        period_end=decision.period_end,
        rule=f"{decision.rule.id}@{decision.rule.version}" if decision.rule else "",
        parts=decision.parts,
        citing=decision.citing,
        difference_reason=decision.difference_reason,
        given=decision.given,
    )


class _Parties:
    def __init__(self, letters: Mapping[str, str]) -> None:
        self._letters = letters

    def of(self, actor: Actor) -> Party:
        if actor.kind != ActorKind.STAFF:
            return Party(kind=actor.kind)
        return Party(kind=actor.kind, letter=self._letters[actor.id])
