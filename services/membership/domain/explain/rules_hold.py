"""Holds: the membership goes on, but something keeps its benefits back for the time being."""

from infra.kernel.text import LocalText
from services.membership.contract import hold_events
from services.membership.contract.explanations import Evidence
from services.membership.contract.words import RESPONSIBLE, Cause, HoldKind, ReleaseBy, Responsible
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.rules_member import device_of, login_before
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.wording.speech import HOLD_NAMES, say


def frozen_by_member(facts: Facts) -> Finding | None:
    entry = _held(facts, HoldKind.MEMBER_FREEZE)
    if entry is None:
        return None
    return Finding(
        cause=Cause.MEMBER_FROZE,
        summary=(
            claim(
                "您在 {at}{device}冻结了会员，权益暂停，冻结的时间之后会补给您。",
                "You froze your membership on {at}{device}. Its benefits are paused and the time "
                "frozen will be given back.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                device=device_of(entry.envelope),
            ),
            _ends(facts, entry),
        ),
        prevention=plain("freeze_protects"),
        evidence=(*login_before(facts, entry.envelope), *_story(facts, entry)),
    )


def paused_by_member(facts: Facts) -> Finding | None:
    entry = _held(facts, HoldKind.MEMBER_PAUSE)
    if entry is None:
        return None
    return Finding(
        cause=Cause.MEMBER_PAUSED,
        summary=(
            claim(
                "您在 {at}{device}暂停了会员：权益停止，有效期不计时，恢复后补回。",
                "You paused your membership on {at}{device}: its benefits stop, its period stands "
                "still, and the time will be given back.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                device=device_of(entry.envelope),
            ),
            _ends(facts, entry),
        ),
        prevention=plain("pause_is_yours"),
        evidence=(*login_before(facts, entry.envelope), *_story(facts, entry)),
    )


def unfamiliar_device(facts: Facts) -> Finding | None:
    entry = _held(facts, HoldKind.NEW_DEVICE)
    if entry is None:
        return None
    device = entry.envelope.origin.device_id
    return Finding(
        cause=Cause.NEW_DEVICE,
        summary=(
            claim(
                "{at} 有一台我们不认识的设备{device}登录了您的账号，没有通过二次验证。"
                "为了保护您，会员权益暂停了。",
                "A device we did not know{device} signed in to your account on {at} without a "
                "second factor. To protect you, the benefits are on hold.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                device=say("（设备 {d}）", " (device {d})", d=device) if device else "",
            ),
            _ends(facts, entry),
        ),
        prevention=plain("factor_on_new_device"),
        evidence=(*login_before(facts, entry.envelope), *_story(facts, entry)),
    )


def held_by_staff(facts: Facts) -> Finding | None:
    entry = _held(facts, HoldKind.STAFF)
    if entry is None:
        return None
    return Finding(
        cause=Cause.STAFF_ACTION,
        summary=(
            claim(
                "客服在 {at} 暂停了您的会员{why}。",
                "Our staff put your membership on hold on {at}{why}.",
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                why=_reason(entry.body.hold.reason),
            ),
            _ends(facts, entry),
        ),
        prevention=plain("appeal_if_wrong" if facts.can_appeal else "person_if_wrong"),
        evidence=_story(facts, entry),
    )


def renewed_through_a_third_party(facts: Facts) -> Finding | None:
    entry = _held(facts, HoldKind.THIRD_PARTY_RENEWAL)
    if entry is None or not entry.body.hold.order_id:
        return None
    hold = entry.body.hold
    return Finding(
        cause=Cause.THIRD_PARTY_RENEWAL,
        summary=(
            claim(
                "订单 {order} 是通过非官方渠道“{channel}”续费的，商城于 {at} 报告了这一情况。"
                "核查期间权益暂停；核查没有问题，停用的时间全部补回。",
                "The shop reported on {at} that the order {order} renewed your membership through "
                "the unofficial channel “{channel}”. Your benefits are on hold while it is "
                "checked; if nothing is wrong, all of that time is given back.",
                on=facts.proof(entry),
                order=hold.order_id,
                channel=hold.channel,
                at=facts.formatter.when(entry.envelope.happened_at),
            ),
            _ends(facts, entry),
        ),
        prevention=plain("official_channels"),
        evidence=(*_paid_by(facts, hold.order_id), *_story(facts, entry)),
    )


def _paid_by(facts: Facts, order_id: str) -> tuple[Evidence, ...]:
    return tuple(facts.of_payment(one) for one in facts.given.payments if one.order_id == order_id)


def held_for_another_reason(facts: Facts) -> Finding | None:
    entry = facts.main_as(hold_events.HoldPlaced)
    if entry is None:
        return None
    ours = RESPONSIBLE[entry.body.hold.cause] is Responsible.PLATFORM
    return Finding(
        cause=entry.body.hold.cause,
        summary=(
            claim(
                "因{hold}，您的会员权益从 {at} 起暂停{why}。",
                "Because of {hold}, your benefits have been on hold since {at}{why}.",
                hold=HOLD_NAMES[entry.body.hold.kind],
                on=facts.proof(entry),
                at=facts.formatter.when(entry.envelope.happened_at),
                why=_reason(entry.body.hold.reason),
            ),
            _ends(facts, entry),
        ),
        prevention=plain("not_yours_to_avoid" if ours else "official_channels"),
        evidence=_story(facts, entry),
    )


def _held(facts: Facts, kind: HoldKind) -> HistoryEntry[hold_events.HoldPlaced] | None:
    entry = facts.main_as(hold_events.HoldPlaced)
    return entry if entry and entry.body.hold.kind is kind else None


def _story(facts: Facts, main: HistoryEntry[hold_events.HoldPlaced]) -> tuple[Evidence, ...]:
    """The hold and what was done to it, and every other hold that is in place."""
    version = main.envelope.version
    kinds = {hold.kind for hold in facts.view.holds}
    placed = [
        entry
        for entry in facts.all_of(hold_events.HoldPlaced)
        if entry.body.hold in facts.view.holds or entry.envelope.version == version
    ]
    extended = [
        entry
        for entry in facts.all_of(hold_events.HoldExtended)
        if entry.body.kind in kinds and entry.envelope.version > version
    ]
    return (*map(facts.of_event, placed), *map(facts.of_event, extended))


def _ends(facts: Facts, entry: HistoryEntry[hold_events.HoldPlaced]) -> Statement:
    """When it ends by itself and what ends it before. Extensions count: the view knows them."""
    placed = entry.body.hold
    hold = next((hold for hold in facts.view.holds if hold.kind is placed.kind), placed)
    proof = facts.proof(entry, _last_extension(facts, entry))
    by_factor = hold.released_by is ReleaseBy.SECOND_FACTOR
    if hold.latest_release is None:
        if by_factor:
            return claim(
                "用二次验证确认是您本人，马上恢复。",
                "Confirm with your second factor that it is you, and it is lifted at once.",
                on=proof,
            )
        return claim(
            "解除需要由客服处理，您可以随时联系我们。",
            "Our staff have to lift it; you can reach us at any time.",
            on=proof,
        )
    until = facts.formatter.when(hold.latest_release)
    if hold.released_by is ReleaseBy.MEMBER:
        return claim(
            "最迟 {until} 自动恢复，您随时可以提前恢复。",
            "It goes on by itself on {until} at the latest; you can resume it at any time.",
            on=proof,
            until=until,
        )
    if by_factor:
        return claim(
            "最迟 {until} 自动解除，用二次验证可以马上解除。",
            "It ends by itself on {until} at the latest; your second factor lifts it at once.",
            on=proof,
            until=until,
        )
    return claim(
        "最迟 {until} 自动解除，客服也可以提前解除。",
        "It ends by itself on {until} at the latest; our staff can lift it earlier.",
        on=proof,
        until=until,
    )


def _last_extension(
    facts: Facts, placed: HistoryEntry[hold_events.HoldPlaced]
) -> HistoryEntry[hold_events.HoldExtended] | None:
    extended = [
        entry
        for entry in facts.all_of(hold_events.HoldExtended)
        if entry.body.kind is placed.body.hold.kind
        and entry.envelope.version > placed.envelope.version
    ]
    return extended[-1] if extended else None


def _reason(reason: str) -> LocalText:
    """As the person wrote it, in quotation marks, in whatever language."""
    if not reason:
        return say("", "")
    return say("，理由是：“{reason}”", ", giving this reason: “{reason}”", reason=reason)
