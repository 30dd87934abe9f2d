"""Texts: whether each is there in every language, and approved where a house has to approve it."""

from collections import defaultdict

from infra.kernel.errors import AppError
from infra.kernel.sentences import both
from services.compose import Apis
from services.doctor.advice import Advice, fault, fine, warning
from services.notify.contract.templates import GetTemplates, TemplateSummary, TemplatesView
from services.settings import Settings
from services.sms_templates import unapproved

_SHIPPED = 0
_HOUSE = "domestic"


async def of_templates(apis: Apis) -> list[Advice]:
    """Those in use, of notify."""
    try:
        [view] = await apis.notify.read([GetTemplates()])
    except AppError:
        return []  # said of the service already
    return of_summaries(view.templates) if isinstance(view, TemplatesView) else []


def of_summaries(templates: tuple[TemplateSummary, ...]) -> list[Advice]:
    """An own text in one language beside the shipped one in another: two members are told two
    things of the same."""
    own = defaultdict[str, set[bool]](set)
    for one in templates:
        own[one.event_type].add(one.in_use != _SHIPPED)
    uneven = sorted(event for event, kinds in own.items() if len(kinds) > 1)
    if not uneven:
        return [fine("templates", both("各语言齐全。", "Each is there in every language."))]
    names = ", ".join(uneven)
    return [
        warning(
            "templates",
            both(
                "只改了一种语言：{names}。", "Changed in one language only: {names}.", names=names
            ),
            both(
                "两位会员就同一件事读到不同的话。",
                "Two members read different things about the same.",
            ),
            both("另一种语言也发布一版。", "Publish the other language, too."),
        )
    ]


def of_approved(settings: Settings) -> list[Advice]:
    """A domestic house sends what it approved, word for word, and nothing else."""
    if _HOUSE not in settings.sms_providers:
        return []
    missing = unapproved(settings)
    if not missing:
        return [fine("templates.approved", both("全部已报备。", "All of them have an id."))]
    return [
        fault(
            "templates.approved",
            both("未报备：{names}。", "Without an id: {names}.", names=", ".join(missing)),
            both(
                "这家短信商不会发送它们。",
                "The house does not send them; where it is the only one, nobody does.",
            ),
            both(
                "运行 sms-templates，报备后填入编号。",
                "Run sms-templates, have them approved and write down their ids.",
            ),
        )
    ]
