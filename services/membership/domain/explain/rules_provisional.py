"""A membership that is restored for the time being, and what was of it afterwards."""

from collections.abc import Iterator

from services.membership.contract import provisional_events as e
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import Statement, claim, plain


def restored_for_now(facts: Facts) -> Finding | None:
    given = facts.view.provisional
    granted = facts.last(e.ProvisionalGranted)
    if given is None or not facts.restored_for_now or granted is None:
        return None
    return Finding(
        cause=None,
        summary=(
            claim(
                "我们没有按时答复您的申诉 {number}，因此自 {since} 起为您临时恢复「{plan}」，"
                "直到作出决定；这段时间不收费。",
                "We did not answer your appeal {number} in time, so {plan} is restored for the "
                "time being since {since}, until we have decided; nothing is charged for it.",
                on=facts.proof(granted),
                number=given.appeal_number,
                since=facts.formatter.when(given.since),
                plan=facts.view.plan.name,
            ),
        ),
        prevention=plain("not_yours_to_avoid"),
    )


def was_restored(facts: Facts) -> Iterator[Statement]:
    """Said beside why the membership does not run: the last time within this loss."""
    if facts.out is None:
        return
    ended = [
        one
        for one in facts.all_of(e.ProvisionalEnded)
        if one.body.access_ended and one.envelope.happened_at >= facts.out.since
    ]
    if not ended or ended[-1].body.since is None:
        return
    yield claim(
        "申诉 {number} 答复迟延期间，您自 {since} 起享受过临时权益，已于 {at} 随申诉结束；"
        "这段时间不收费。",
        "While our answer to the appeal {number} was late you had the benefits for the time being "
        "from {since}; they ended with the appeal on {at}, and nothing is charged for them.",
        on=facts.proof(ended[-1]),
        number=ended[-1].body.appeal_number,
        since=facts.formatter.when(ended[-1].body.since),
        at=facts.formatter.when(ended[-1].envelope.happened_at),
    )
