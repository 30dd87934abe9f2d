"""Sentences about contact and identity data that have to be verified."""

from infra.kernel.text import LocalText
from services.membership.contract import verification_events
from services.membership.domain.wording.speech import CHANNEL_NAMES, Formatter, say


def asked(body: verification_events.VerificationAsked, formatter: Formatter) -> LocalText:
    return say(
        "平台请您核验联系方式和身份资料；到 {at} 还没有核验的，权益暂停，核验后恢复。",
        "We asked you to verify your contact and identity data; what is not verified by {at} puts "
        "your benefits on hold until it is.",
        at=formatter.when(body.hold_from),
    )


def noticed(body: verification_events.VerificationNoticed, formatter: Formatter) -> LocalText:
    return say(
        "核验资料的通知已于 {at} 通过{by}送达您，{until} 之前不会暂停。",
        "The notice to verify your data reached you by {by} on {at}; nothing is on hold before "
        "{until}.",
        at=formatter.when(body.received_at),
        by=CHANNEL_NAMES.get(body.channel, body.channel),
        until=formatter.when(body.hold_from),
    )


def verified(body: verification_events.ContactsVerified, _: Formatter) -> LocalText:
    if body.how == "HOST":
        return say("商城核实了您的资料。", "The shop verified your data.")
    return say("您已通过身份验证核验资料。", "You proved that it was you and verified your data.")
