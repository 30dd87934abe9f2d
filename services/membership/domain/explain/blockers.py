"""Everything that still keeps a member out: who owns it, what releases it, when at the latest."""

from infra.kernel.text import LocalText
from services.membership.contract.events import Hold
from services.membership.contract.views import Blocker
from services.membership.contract.words import RESPONSIBLE, Cause, Lifecycle, ReleaseBy, Responsible
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.verdict import Verdict
from services.membership.domain.wording.speech import HOLD_NAMES, say

_ENDED: dict[Lifecycle, LocalText] = {
    Lifecycle.EXPIRED: say("会员已到期失效。", "The membership expired."),
    Lifecycle.CANCELLED: say("会员已取消。", "The membership was cancelled."),
    Lifecycle.CLOSED: say("会员已注销。", "The membership was closed."),
}


def blockers(facts: Facts, verdict: Verdict) -> tuple[Blocker, ...]:
    """An ended lifecycle first, then the holds in the order in which they were placed."""
    if facts.view.entitled:
        return ()
    holds = sorted(facts.view.holds, key=lambda hold: (hold.placed_at, hold.kind))
    found = [_lifecycle(facts, verdict)] if facts.ended else []
    found += [_hold(facts, hold) for hold in holds]
    return tuple(found) or (_unexplained(facts),)


def _lifecycle(facts: Facts, verdict: Verdict) -> Blocker:
    return Blocker(
        code=facts.view.lifecycle.value,
        owner=RESPONSIBLE[verdict.cause or Cause.UNKNOWN].value,
        says=_ENDED[facts.view.lifecycle],
        released_by=_brought_back_by(facts, verdict),
        latest=None,
    )


def _brought_back_by(facts: Facts, verdict: Verdict) -> LocalText:
    if verdict.cause and RESPONSIBLE[verdict.cause] is Responsible.PLATFORM:
        return say("由我们核实后恢复，提交申诉即可。", "We restore it; an appeal sets that going.")
    if facts.view.undo:
        return say("撤销这次操作，或重新开通。", "Undoing the change, or joining again.")
    return say("重新开通，或申诉成功后恢复。", "Joining again, or a successful appeal.")


def _hold(facts: Facts, hold: Hold) -> Blocker:
    by_factor = hold.released_by is ReleaseBy.SECOND_FACTOR
    return Blocker(
        code=hold.kind.value,
        owner=hold.owner or RESPONSIBLE[hold.cause].value,
        says=say(
            "{hold}，{at} 起。",
            "In place since {at}: {hold}.",
            hold=HOLD_NAMES[hold.kind],
            at=facts.words.when(hold.placed_at),
        ),
        released_by=say("您用二次验证即可解除。", "Your second factor releases it.")
        if by_factor
        else say("由客服解除。", "Our staff release it."),
        latest=hold.latest_release,
    )


def _unexplained(facts: Facts) -> Blocker:
    return Blocker(
        code=facts.view.status.value,
        owner=RESPONSIBLE[Cause.DATA_FAULT].value,
        says=say("记录没有说明是什么在阻止。", "The record does not say what it is."),
        released_by=say("由客服查清后恢复。", "Our staff restore it once they know."),
        latest=None,
    )
