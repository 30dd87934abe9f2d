"""What a template of an answer may speak of."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from infra.kernel.events import Actor
from services.appeals.contract.words import AppealState, Verdict
from services.appeals.domain.aggregate.state import Appeal
from services.membership.contract.words import Cause


class AnswerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """`answer_until`: for a question. `verdict`, `cause`: of a decision that is being made; before
    it, `cause` is what the records suggest. `reviewer`: the name of who writes."""

    number: str
    state: AppealState
    submitted_at: datetime
    lost_at: datetime | None
    cause: Cause | None
    reviewer: str
    promised_at: datetime | None
    answer_until: datetime | None
    verdict: Verdict | None


def facts_of(appeal: Appeal, by: Actor, **given: Any) -> AnswerFacts:
    """`given`: of what is being written, where it settles them."""
    ruling = appeal.ruling
    known = AnswerFacts(
        number=appeal.number,
        state=appeal.state,
        submitted_at=appeal.submitted_at,
        lost_at=appeal.lost_at,
        cause=ruling.cause if ruling else appeal.suspected_cause,
        reviewer=by.name or by.id,
        promised_at=appeal.promised_at,
        answer_until=appeal.answer_until,
        verdict=ruling.verdict if ruling else None,
    )
    return msgspec.structs.replace(known, **{k: v for k, v in given.items() if v is not None})


_AT = datetime.fromisoformat("2026-12-20T09:05:00+00:00")
_FULL = AnswerFacts(
    number="AP-20261220-0042",
    state=AppealState.IN_REVIEW,
    submitted_at=_AT,
    lost_at=_AT - timedelta(days=3),
    cause=Cause.SYNC_DELAY,
    reviewer="王小明",
    promised_at=_AT + timedelta(days=3),
    answer_until=_AT + timedelta(days=7),
    verdict=Verdict.PARTLY,
)


def samples() -> list[AnswerFacts]:
    """One that has everything; those that miss what may be missing, one by one and all; and every
    word that there is."""
    missing: dict[str, None] = dict.fromkeys(
        ("lost_at", "cause", "promised_at", "answer_until", "verdict")
    )
    others: list[dict[str, Any]] = [
        *({name: None} for name in missing),
        dict(missing),
        *({"cause": cause} for cause in Cause),
        *({"verdict": verdict} for verdict in Verdict),
        *({"state": state} for state in AppealState),
    ]
    return [_FULL, *(msgspec.structs.replace(_FULL, **other) for other in others)]
