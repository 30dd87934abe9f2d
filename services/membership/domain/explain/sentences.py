"""The sentences of an explanation. Each declares the records that it stands on, or is one of a
reviewed few that claim nothing; there is no other way to make one.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.explanations import Evidence, ProvenSentence
from services.membership.domain.wording.speech import joined, say


class Statement(msgspec.Struct, frozen=True):
    """`stands_on`: if any of these records were not there, it would not be said."""

    text: LocalText
    stands_on: tuple[Evidence, ...]


def claim(zh: str, en: str, *, on: Iterable[Evidence], **values: Any) -> Statement:
    """A sentence about what happened, or what follows from it.

    Raises:
        ValueError: nothing proves it, so it must not be said.
    """
    evidence = tuple(on)
    if not evidence:
        raise ValueError(f"no record proves: {en}")
    return Statement(say(zh, en, **values), evidence)


CLAIMS_NOTHING: dict[str, LocalText] = {
    "not_yours_to_avoid": say(
        "这不是您能避免的，出错的是我们。",
        "You could have done nothing better; the mistake was ours.",
    ),
    "ask_a_person": say("随时可以请客服人员帮您处理。", "Ask for a person at any time."),
    "no_reason_on_record": say(
        "您现在享受不到会员权益，但记录里没有说明原因。我们不猜，请让客服为您查清楚。",
        "You are without your benefits, and the record does not say why. We will not guess: "
        "please let a person find out for you.",
    ),
    "prevention_unknown": say(
        "原因查清之前，还说不准怎样可以避免。",
        "What would have prevented it can be said once the cause is known.",
    ),
    "nothing_lost": say("您没有任何损失。", "You have lost nothing."),
    "nothing_lost_now": say("您目前没有损失。", "You are losing nothing at present."),
    "ask_of_that_time": say(
        "当时的原因，可以查看那时的说明。", "The explanation as of that time says why."
    ),
    "period_unknown": say(
        "您的会员权益照常，但记录没有说明有效期到什么时候。",
        "You have your benefits, but the record does not say until when.",
    ),
    "last_activity_unknown": say(
        "记录里没有说明您上次登录是什么时候。", "The record does not say when you last signed in."
    ),
    "official_channels": say(
        "只在官方渠道续费和登录，可以避免这类核查。",
        "Renewing and signing in through official channels only avoids such checks.",
    ),
    "factor_on_new_device": say(
        "换新设备登录时完成二次验证，就不会触发保护。",
        "Passing the second factor when you sign in from a new device avoids this.",
    ),
    "codes_are_yours": say(
        "验证码只给您自己用：不告诉任何人，在不认识的设备上就改不了您的会员。",
        "Codes are for you alone: kept to yourself, nobody changes your membership from a device "
        "that is not yours.",
    ),
    "freeze_protects": say(
        "冻结是为了保护您。确认账号安全后用二次验证解除，就不会多停一刻。",
        "A freeze protects you. Released with your second factor once your account is safe, it "
        "costs you nothing.",
    ),
    "pause_is_yours": say(
        "暂停由您决定，什么时候恢复都可以，时间不会少。",
        "The pause is yours: end it whenever you like, and no time is lost.",
    ),
    "by_member": say("您随时可以恢复。", "You can resume it at any time."),
    "data_up_to_date": say(
        "联系方式有变就更新，收到核验通知后用验证码核验一次，就不会暂停。",
        "Data kept up to date, and verified with a code once you are asked to, keep everything "
        "going.",
    ),
    "other_plan_before_renewing": say(
        "收到变更通知后，可在续费前改选其他套餐，或关闭自动续费。",
        "Once a change is announced you can choose another plan before you renew, or turn "
        "automatic renewal off.",
    ),
    "erasure_taken_back_in_time": say(
        "在执行之前撤回申请（withdrawErasure），账号就会保留。",
        "Taking it back before it was done (withdrawErasure) would have kept your account.",
    ),
    "transfer_undone_in_time": say(
        "移交之前一键撤销，会员就还是您的。",
        "Undone in one step before it is handed over, the membership stays yours.",
    ),
    "appeal_if_wrong": say(
        "如果您认为这个决定不对，可以申诉，会由另一位工作人员复核。",
        "If you think this decision is wrong, appeal; another person will look at it again.",
    ),
    "appeal_if_different": say(
        "如果与您记得的不符，请申诉，我们会连同凭证一起核对。",
        "If you remember it differently, appeal: we then check it together with the proof.",
    ),
    "person_if_wrong": say(
        "如果您觉得不对，请告诉客服，会有人核对。",
        "If you think this is wrong, tell our staff: a person will look at it.",
    ),
    "record_broken": say(
        "您的会员记录对不上。这是我们的责任，不会算在您头上。",
        "Your membership's record does not add up. That is our fault and will not be held "
        "against you.",
    ),
    "blocker_unknown": say("记录没有说明是什么在阻止。", "The record does not say what it is."),
    "staff_once_known": say("由客服查清后恢复。", "Our staff restore it once they know."),
    "restored_by_appeal": say(
        "由我们核实后恢复，提交申诉即可。", "We restore it; an appeal sets that going."
    ),
    "restored_by_staff": say(
        "由我们核实后恢复，请联系客服。", "We restore it; tell our staff, and they see to it."
    ),
    "undo_or_join": say("撤销这次操作，或重新开通。", "Undoing the change, or joining again."),
    "join_or_appeal": say("重新开通，或申诉成功后恢复。", "Joining again, or a successful appeal."),
    "join_again": say("重新开通即可恢复。", "Joining again."),
    "put_back_by_factor": say(
        "您用二次验证解除保护，即一并恢复。",
        "Your second factor, which releases the protection, brings it back.",
    ),
    "by_factor": say("您用二次验证即可解除。", "Your second factor releases it."),
    "by_staff": say("由客服解除。", "Our staff release it."),
}
"""Reviewed one by one: each speaks of what the record does not say, of what anybody may do at any
time, or repeats the verdict. None names a time, an amount, a plan or something that was done."""


def plain(name: str) -> Statement:
    """One of the reviewed sentences that claim nothing."""
    return Statement(CLAIMS_NOTHING[name], ())


def told(sentences: Iterable[Statement]) -> LocalText:
    """The sentences one after the other."""
    return joined(*(sentence.text for sentence in sentences))


def records_of(sentences: Iterable[Statement]) -> tuple[Evidence, ...]:
    return tuple(piece for sentence in sentences for piece in sentence.stands_on)


def said(sentence: Statement) -> ProvenSentence:
    """As the reader of an explanation may check it."""
    ids = dict.fromkeys(piece.id for piece in sentence.stands_on)
    return ProvenSentence(says=sentence.text, stands_on=tuple(ids))
