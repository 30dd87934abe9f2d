"""What a member was told, and how it arrived."""

from datetime import datetime

import strawberry

from gateway.compiled.shows import Shows
from gateway.schema.basics.scalars import LocalText
from gateway.schema.notify.words import Channel, DeliveryState, StepKind, Topic
from services.notify.contract import views


@strawberry.type(description="Something that happened to a delivery.")
class DeliveryStep(Shows[views.StepView]):
    kind: StepKind
    at: datetime
    says: LocalText = strawberry.field(description="In words; times by the member's own clock.")
    attempt: int = strawberry.field(description="From 1; 0 for what is about none.")
    rule: str = strawberry.field(description="The name of what filtered it or holds it back.")
    until: datetime | None = strawberry.field(description="When it goes on.")
    reason: str = strawberry.field(description="As the provider says it.")
    code: str = strawberry.field(description="The provider's; staff only.")
    provider: str = strawberry.field(description="Who was asked to send it; staff only.")
    provider_id: str = strawberry.field(
        description="The id that the provider gave the message; staff only."
    )
    by: str = strawberry.field(description="The id of who had it sent again; staff only.")


@strawberry.type(description="One alert on one channel.")
class Delivery(Shows[views.DeliveryView]):
    id: strawberry.ID
    channel: Channel
    state: DeliveryState
    planned_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    attempts: int
    next_due: datetime | None
    reason: str = strawberry.field(description="Why it was filtered or failed.")
    rule: str = strawberry.field(description="The name of the rule that filtered it.")
    looked_up: bool = strawberry.field(description="The provider was asked after an unclear send.")
    history: list[DeliveryStep] = strawberry.field(
        description="Why it did or did not arrive: what happened, oldest first, at most 100."
    )


@strawberry.type(description="Something that the member was told, and how it arrived.")
class Alert(Shows[views.AlertView]):
    id: strawberry.ID
    event_id: strawberry.ID
    event_type: str
    topic: Topic
    at: datetime
    title: LocalText
    text: LocalText
    received: bool
    deliveries: list[Delivery]
