"""The stored record was damaged, and put right since: nothing is lost, and the member may know."""

from datetime import timedelta
from typing import Final

from services.membership.contract.integrity_events import RecordRepaired, RecordRestored
from services.membership.contract.words import Cause
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import claim, plain
from services.membership.domain.wording.integrity_sentences import restored
from services.membership.domain.wording.speech import say

TOLD_FOR: Final = timedelta(days=30)


def record_was_put_right(facts: Facts) -> Finding | None:
    repaired = facts.all_of(RecordRepaired)
    entry = repaired[-1] if repaired else None
    if entry is None or not facts.view.entitled or facts.at - entry.envelope.happened_at > TOLD_FOR:
        return None
    wrong = say(
        "此前您看到的会员信息可能有误。", " What you were shown until then may have been wrong."
    )
    return Finding(
        cause=Cause.DATA_FAULT,
        summary=(
            claim(
                "您的会员记录在我们的系统中受损，{at} 已按历史记录恢复，"
                "您应有的权益和有效期都没有变。{seen}这是我们的责任。",
                "Your stored record had been damaged in our system; on {at} it was restored from "
                "its history, with the benefits and the period that are yours.{seen} The fault "
                "was ours.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                seen=wrong if entry.body.shown_wrong else "",
            ),
        ),
        prevention=plain("not_yours_to_avoid"),
    )


def record_was_restored(facts: Facts) -> Finding | None:
    found = facts.all_of(RecordRestored)
    entry = found[-1] if found else None
    if entry is None or not facts.view.entitled or facts.at - entry.envelope.happened_at > TOLD_FOR:
        return None
    said = restored(entry.body, facts.formatter)
    return Finding(
        cause=Cause.DATA_FAULT,
        summary=(claim(said.zh, said.en, on=facts.proof(entry)),),
        prevention=plain("not_yours_to_avoid"),
    )
