"""What somebody who is refused could do instead. It is found by trying, so that nothing is offered
that would be refused in turn."""

from collections.abc import Callable, Iterable

from infra.kernel.errors import AppError, InvalidInput, NotAllowed
from infra.kernel.sentences import Either, both, several
from services.membership.contract import commands as c
from services.membership.contract import hold_commands as h
from services.membership.contract import staff_commands as s
from services.membership.contract.erasure_commands import WithdrawErasure
from services.membership.contract.words import HoldKind
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.deciders import DECIDERS
from services.membership.domain.recording.recorder import Recorder
from services.shared.callers import ActorKind

Ways = Callable[[Recorder], Iterable[c.MembershipCommand]]


def _one(kind: Callable[..., c.MembershipCommand], **fields: object) -> Ways:
    return lambda recorder: [kind(member_id=recorder.state.member_id, **fields)]


def _each_plan(kind: Callable[..., c.MembershipCommand], **fields: object) -> Ways:
    return lambda recorder: [
        kind(member_id=recorder.state.member_id, plan=code, **fields)
        for code in recorder.catalog.plans.on_offer(recorder.now)
    ]


def _each_hold(recorder: Recorder) -> Iterable[c.MembershipCommand]:
    state = recorder.state
    for hold in state.holds:
        yield c.ReleaseHold(member_id=state.member_id, kind=hold.kind, reason="…")


def _flagged(recorder: Recorder) -> Iterable[c.MembershipCommand]:
    state = recorder.state
    for hold in state.holds:
        if hold.kind is HoldKind.THIRD_PARTY_RENEWAL:
            yield h.ReviewThirdPartyRenewal(
                member_id=state.member_id, order_id=hold.order_id, confirmed=False, reason="…"
            )


def _the_other_way(recorder: Recorder) -> Iterable[c.MembershipCommand]:
    state = recorder.state
    yield c.SetAutoRenew(member_id=state.member_id, on=not state.auto_renew)


_OF: dict[str, dict[str, Ways]] = {
    ActorKind.MEMBER: {
        "enrol": _each_plan(c.Enrol),
        "renew": _one(c.Renew),
        "setAutoRenew": _the_other_way,
        "upgrade": _each_plan(c.Upgrade),
        "downgrade": _each_plan(c.Downgrade),
        "cancel": _one(c.Cancel),
        "undoChange": _one(c.UndoChange),
        "freeze": _one(c.Freeze, hours=1),
        "extendFreeze": _one(c.ExtendFreeze, hours=1),
        "pauseMembership": _one(h.PauseMembership),
        "resumeMembership": _one(h.ResumeMembership),
        "withdrawErasure": _one(WithdrawErasure),
        "verifyContacts": _one(h.VerifyContacts),
        "releaseHold": _each_hold,
    },
    ActorKind.STAFF: {
        "placeHold": _one(c.PlaceStaffHold, reason="…"),
        "releaseMemberHold": _each_hold,
        "reviewThirdPartyRenewal": _flagged,
        "grantDays": _one(s.GrantDays, days=1, reason="…"),
        "grantPlan": _each_plan(s.GrantPlan, reason="…"),
        "cancelMembership": _one(s.CancelMembership, reason="…"),
        "closeMembership": _one(s.CloseMembership, reason="…"),
    },
}
"""By who asks: the fields of the API, and the commands that each could give."""

AS_SAID = {
    "enrol": Either("重新开通", "join (enrol)"),
    "renew": Either("续费", "renew"),
    "setAutoRenew": Either("开关自动续费", "switch automatic renewal (setAutoRenew)"),
    "upgrade": Either("升级", "upgrade"),
    "downgrade": Either("降级", "downgrade"),
    "cancel": Either("取消会员", "cancel"),
    "undoChange": Either("撤销变更", "undo the change (undoChange)"),
    "freeze": Either("冻结", "freeze"),
    "extendFreeze": Either("延长冻结", "extend the freeze (extendFreeze)"),
    "pauseMembership": Either("暂停会员", "pause (pauseMembership)"),
    "resumeMembership": Either("恢复会员", "resume (resumeMembership)"),
    "withdrawErasure": Either(
        "撤回删除申请（withdrawErasure）", "take back the erasure (withdrawErasure)"
    ),
    "verifyContacts": Either("核验资料", "verify your data (verifyContacts)"),
    "releaseHold": Either("解除暂停", "release the hold (releaseHold)"),
    "grantDays": Either("赠送天数", "grant days (grantDays)"),
    "grantPlan": Either("赠送套餐", "grant a plan (grantPlan)"),
    "cancelMembership": Either("取消会员", "cancel it (cancelMembership)"),
    "closeMembership": Either("注销会员", "close it (closeMembership)"),
    "placeHold": Either("暂停会员", "place a hold (placeHold)"),
    "releaseMemberHold": Either("解除暂停", "release the hold (releaseMemberHold)"),
    "reviewThirdPartyRenewal": Either(
        "完成续费核查", "finish the check of the renewal (reviewThirdPartyRenewal)"
    ),
}


def possible(recorder: Recorder, state: Membership) -> list[str]:
    """The fields of the API that whoever asks could use in this state, with means for it: money
    and a second factor may still be asked for."""
    ways = _OF.get(recorder.actor.kind, {})
    return [name for name, commands in ways.items() if _any_works(commands, recorder, state)]


def with_possible(refused: NotAllowed, recorder: Recorder, state: Membership) -> NotAllowed:
    """The same refusal, with what is possible in `state` instead."""
    allowed = possible(recorder, state)
    details = refused.details | {"allowed": allowed}
    if not allowed:
        return NotAllowed(refused.sentence, field=refused.field, details=details)
    sentence = both(
        "{why}现在可以：{allowed}。",
        "{why} Possible now: {allowed}.",
        why=refused.sentence,
        allowed=several(AS_SAID[name] for name in allowed),
    )
    return NotAllowed(sentence, field=refused.field, details=details)


def _any_works(commands: Ways, recorder: Recorder, state: Membership) -> bool:
    start = Recorder(state, recorder.catalog, recorder.now, recorder.by)
    return any(_works(command, start) for command in commands(start))


def _works(command: c.MembershipCommand, start: Recorder) -> bool:
    tried = Recorder(start.state, start.catalog, start.now, start.by)
    try:
        DECIDERS[type(command)](tried, command)
    except (NotAllowed, InvalidInput):
        return False
    except AppError:
        return True  # a balance to top up, a second factor to prove
    return True
