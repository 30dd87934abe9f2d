"""Receipts that members give: the inbox showed it, or they came by a link."""

from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import me
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.notify.words import Channel
from gateway.schema.permissions import mutation
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.notify.contract import commands as notify


@strawberry.input
class MarkAlertsShownInput(Input):
    alert_ids: list[strawberry.ID]


@strawberry.type(description="These alerts count as received.")
class AlertsShown:
    alert_ids: list[strawberry.ID]


AlertsResult = Annotated[
    AlertsShown | AnyProblem, answers("AlertsResult", "Alerts that were shown.")
]


@strawberry.input
class MarkAlertOpenedInput(Input):
    alert_id: strawberry.ID
    channel: Channel


@strawberry.type(description="This alert counts as received by the channel of the link.")
class AlertOpened:
    alert_id: strawberry.ID


OpenedResult = Annotated[
    AlertOpened | AnyProblem, answers("OpenedResult", "An alert that was opened by its link.")
]


@strawberry.type
class AlertMutations:
    @mutation(
        Role.MEMBER,
        description="Says that a person came by the link in an SMS or mail and did something "
        "there: a receipt of that channel. Not for opening the link alone, which scanners do. "
        "Where no message of the alert went by the channel, nothing changes.",
    )
    async def mark_alert_opened(self, info: Info, input: MarkAlertOpenedInput) -> OpenedResult:
        command = notify.MarkOpened(
            member_id=me(info), alert_id=input.alert_id, channel=input.channel
        )
        caller = info.context.caller(input.idempotency_key)
        await info.context.apis.notify.execute(command, caller)
        return AlertOpened(alert_id=input.alert_id)

    @mutation(Role.MEMBER, description="Says that the in-app inbox showed these alerts: a receipt.")
    async def mark_alerts_shown(self, info: Info, input: MarkAlertsShownInput) -> AlertsResult:
        if not 1 <= len(input.alert_ids) <= 100:
            raise InvalidInput(
                both("请写 1 至 100 条消息的编号。", "Name 1 to 100 alerts."), field="alertIds"
            )
        command = notify.MarkShown(member_id=me(info), alert_ids=tuple(input.alert_ids))
        caller = info.context.caller(input.idempotency_key)
        await info.context.apis.notify.execute(command, caller)
        return AlertsShown(alert_ids=input.alert_ids)
