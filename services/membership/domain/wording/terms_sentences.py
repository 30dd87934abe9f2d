"""Sentences about new versions of plans: announced, received, taken back, begun."""

from infra.kernel.text import LocalText
from services.membership.contract import plan_events as p
from services.membership.contract import terms_events as t
from services.membership.domain.aggregate.catalog import NEWEST
from services.membership.domain.wording.speech import Formatter, joined, say


def announced(body: t.TermsAnnounced, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "「{before}」将有变更：新条件最早适用于 {at} 及以后开始的一期，通知送达您满 30 天"
            "之后才适用。",
            "{before} is going to change: the new terms begin with a period that starts on {at} "
            "or later, and not within 30 days of our notice reaching you.",
            before=formatter.plan(body.plan_before, body.version_before),
            at=formatter.when(body.effective_at),
        ),
        _new_plan(body, formatter),
        _new_price(body, formatter),
    )


def received(body: t.TermsReceived, formatter: Formatter) -> LocalText:
    return say(
        "「{plan}」新条件的通知已送达您，最早适用于 {at} 及以后开始的一期。",
        "The notice of the new terms of {plan} reached you; they begin with a period that starts "
        "on {at} or later.",
        plan=formatter.plan(body.plan, body.plan_version),
        at=formatter.when(body.binds_from),
    )


def withdrawn(body: t.TermsWithdrawn, formatter: Formatter) -> LocalText:
    return say(
        "先前通知的「{plan}」变更不再施行。",
        "The change of {plan} that was announced will not come.",
        plan=formatter.plan(body.plan, body.plan_version),
    )


def bound(body: t.TermsBound, formatter: Formatter) -> LocalText:
    return joined(
        say(
            "「{before}」的新条件从这一期起适用。",
            "The new terms of {before} apply from this period on.",
            before=formatter.plan(body.plan_before, body.version_before),
        ),
        _new_plan(body, formatter),
        _new_price(body, formatter),
    )


def published(body: p.PlanPublished, formatter: Formatter) -> LocalText:
    return say(
        "「{plan}」第 {version} 版已发布，自 {at} 起施行。",
        "Version {version} of {plan} was published, in force from {at}.",
        plan=body.plan.name,
        version=body.plan_version,
        at=formatter.when(body.effective_at),
    )


def retired(body: p.PlanRetired, formatter: Formatter) -> LocalText:
    return say(
        "「{plan}」自 {at} 起停用，会员续费时转入「{to}」。",
        "{plan} ends on {at}; its members move to {to} as they renew.",
        plan=formatter.plan(body.plan, NEWEST),
        at=formatter.when(body.effective_at),
        to=formatter.plan(body.moves_to, NEWEST),
    )


def _new_plan(body: t.TermsAnnounced | t.TermsBound, formatter: Formatter) -> LocalText | None:
    if body.plan == body.plan_before:
        return None
    return say(
        "套餐改为「{plan}」。",
        "The plan becomes {plan}.",
        plan=formatter.plan(body.plan, body.plan_version),
    )


def _new_price(body: t.TermsAnnounced | t.TermsBound, formatter: Formatter) -> LocalText | None:
    if body.price == body.price_before:
        return None
    return say(
        "价格由 {before} 变为 {price}。",
        "The price goes from {before} to {price}.",
        before=formatter.money(body.price_before),
        price=formatter.money(body.price),
    )
