"""What partners can do with their endpoints."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import Language
from gateway.schema.partner.item_cursors import CursorRefused, place_after
from gateway.schema.partner.status_feed import CursorProblem, cursor_problem
from gateway.schema.partner.webhook_words import WebhookEvent
from gateway.schema.partner.webhooks import WebhookEndpoint
from gateway.schema.permissions import mutation
from services.notify.contract import webhooks as notify
from services.notify.contract.commands import Command as NotifyCommand
from services.shared.callers import KeyScope


@strawberry.input
class CreateWebhookInput(Input):
    url: str = strawberry.field(description="An https address that the public internet reaches.")
    events: list[WebhookEvent] = strawberry.field(
        default_factory=list, description="None: all of them."
    )
    payload: int = strawberry.field(default=1, description="The version of the body.")
    description: str = ""
    contact: str = strawberry.field(
        default="", description="Who is told by e-mail when it fails; empty: the partner's own."
    )
    language: Language = strawberry.field(
        default=Language.EN, description="The language of mails to `contact`."
    )


@strawberry.input
class WebhookInput(Input):
    endpoint_id: strawberry.ID


@strawberry.input(description="What is given replaces what there is.")
class ChangeWebhookInput(WebhookInput):
    url: str | None = None
    events: list[WebhookEvent] | None = None
    payload: int | None = None
    description: str | None = None
    contact: str | None = None
    language: Language | None = None


@strawberry.input(description="With none of them, everything that is kept.")
class ReplayWebhooksInput(WebhookInput):
    after: str | None = strawberry.field(
        default=None, description="A cursor of statusFeed or statusChanges: what lies behind it."
    )
    since: datetime | None = strawberry.field(
        default=None, description="Only what was shared then or later."
    )
    until: datetime | None = strawberry.field(
        default=None, description="Only what was shared before then."
    )


@strawberry.type(description="The endpoint after the change.")
class WebhookSuccess:
    endpoint: WebhookEndpoint | None = strawberry.field(description="None once it is deleted.")
    secret: str | None = strawberry.field(
        description="`whsec_…`, where one was made: it is shown this once."
    )
    webhook_id: strawberry.ID | None = strawberry.field(description="Of a test that was sent.")
    repeated: bool = strawberry.field(description=REPEATED)


WebhookResult = Annotated[
    WebhookSuccess | AnyProblem, answers("WebhookResult", "A changed endpoint.")
]


ReplayWebhooksResult = Annotated[
    WebhookSuccess | CursorProblem | AnyProblem,
    answers("ReplayWebhooksResult", "The endpoint, to which what was told is sent again."),
]


@strawberry.type
class WebhookMutations:
    @mutation(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="Another endpoint; the answer holds its secret, this once.",
    )
    async def create_webhook(self, info: Info, input: CreateWebhookInput) -> WebhookResult:
        command = notify.CreateWebhook(
            partner_id=info.context.viewer.follower,
            url=input.url,
            events=tuple(input.events),
            payload=input.payload,
            description=input.description,
            contact=input.contact,
            language=input.language.tag,
        )
        return await change_webhook(info, command, input.idempotency_key)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="Another address, other events, another contact.",
    )
    async def change_webhook(self, info: Info, input: ChangeWebhookInput) -> WebhookResult:
        command = notify.ChangeWebhook(
            partner_id=info.context.viewer.follower,
            endpoint_id=input.endpoint_id,
            url=input.url,
            events=None if input.events is None else tuple(input.events),
            payload=input.payload,
            description=input.description,
            contact=input.contact,
            language=input.language.tag if input.language else None,
        )
        return await change_webhook(info, command, input.idempotency_key)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="With what was still to be sent to it.",
    )
    async def delete_webhook(self, info: Info, input: WebhookInput) -> WebhookResult:
        return await _change(info, notify.DeleteWebhook, input)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="What was kept while it was disabled is sent, in each member's order.",
    )
    async def enable_webhook(self, info: Info, input: WebhookInput) -> WebhookResult:
        return await _change(info, notify.EnableWebhook, input)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="What happens from now on is kept.",
    )
    async def disable_webhook(self, info: Info, input: WebhookInput) -> WebhookResult:
        return await _change(info, notify.DisableWebhook, input)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="Another secret, shown this once; the one before signs as well for 24 hours.",
    )
    async def rotate_webhook_secret(self, info: Info, input: WebhookInput) -> WebhookResult:
        return await _change(info, notify.RotateWebhookSecret, input)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="Sends a partner.test, whatever the endpoint asks for.",
    )
    async def test_webhook(self, info: Info, input: WebhookInput) -> WebhookResult:
        return await _change(info, notify.TestWebhook, input)

    @mutation(
        Role.PARTNER,
        Role.HOST,
        scope=KeyScope.WEBHOOKS,
        description="Sends again what the partner was told, with the same ids, also what this "
        "endpoint never got; nothing of members who have withdrawn.",
    )
    async def replay_webhooks(self, info: Info, input: ReplayWebhooksInput) -> ReplayWebhooksResult:
        try:
            after = await place_after(info.context, input.after) if input.after else 0
        except CursorRefused as refused:
            return await cursor_problem(info, refused)
        command = notify.ReplayWebhooks(
            partner_id=info.context.viewer.follower,
            endpoint_id=input.endpoint_id,
            after=after,
            since=input.since,
            until=input.until,
        )
        return await change_webhook(info, command, input.idempotency_key)


async def _change(
    info: Info, kind: Callable[..., NotifyCommand], input: WebhookInput
) -> WebhookSuccess:
    command = kind(partner_id=info.context.viewer.follower, endpoint_id=input.endpoint_id)
    return await change_webhook(info, command, input.idempotency_key)


async def change_webhook(info: Info, command: NotifyCommand, key: str | None) -> WebhookSuccess:
    outcome = await info.context.apis.notify.execute(command, info.context.caller(key))
    made = outcome.webhook or notify.WebhookOutcome()
    return WebhookSuccess(
        endpoint=WebhookEndpoint.of(made.endpoint) if made.endpoint else None,
        secret=made.secret or None,
        webhook_id=strawberry.ID(made.webhook_id) if made.webhook_id else None,
        repeated=outcome.repeated,
    )
