"""Sentences about partners, and what each may see, in words."""

from infra.kernel.text import LocalText
from services.membership.contract import partner_events
from services.membership.contract.partner_words import ShareScope
from services.membership.domain.wording.speech import Formatter, say

_SEES: dict[tuple[ShareScope, ...], LocalText] = {
    (ShareScope.STATUS,): LocalText(
        zh="会员状态、是否享有权益、会员等级、起止时间",
        en="your status, whether you are entitled, your plan, since when and until when",
    ),
    (ShareScope.STATUS, ShareScope.CAUSE): LocalText(
        zh="会员状态、是否享有权益、会员等级、起止时间，以及变化的原因和责任方",
        en="your status, whether you are entitled, your plan, since when and until when, and "
        "why it is so and whose doing that is",
    ),
}


def sees(scopes: tuple[ShareScope, ...]) -> LocalText:
    """What a partner with these scopes sees. Nobody sees contacts, messages or money."""
    return _SEES[scopes]


def allowed(body: partner_events.PartnerAllowed, formatter: Formatter) -> LocalText:
    return say(
        "您授权{partner}查看：{sees}。",
        "You let {partner} see this: {sees}.",
        partner=body.partner_name,
        sees=sees(body.scopes),
    )


def withdrawn(body: partner_events.PartnerWithdrawn, formatter: Formatter) -> LocalText:
    return say(
        "您取消了对{partner}的授权。",
        "You no longer let {partner} follow your membership.",
        partner=body.partner_name,
    )
