"""Who the member is, how to reach them, and what they were told."""

from datetime import datetime

import strawberry

from gateway.schema.scalars import Language, LocalText, mapped
from gateway.schema.words import (
    Channel,
    DeliveryState,
    DigestEvery,
    StepKind,
    SuppressionReason,
    Topic,
)
from services.notify.contract import views


@strawberry.type(description="The channels for one topic.")
class Preference:
    topic: Topic
    channels: list[Channel]
    mandatory: bool = strawberry.field(description="The member chooses the channel, not silence.")

    @classmethod
    def of(cls, view: views.TopicPreference) -> "Preference":
        return mapped(cls, view, channels=list(view.channels))


@strawberry.type(description="When the phone does not ring, by the member's own clock.")
class QuietHours:
    begins: str = strawberry.field(description="Quiet from here, e.g. 22:00.")
    ends: str = strawberry.field(description="No longer quiet from here, e.g. 08:00.")
    off: bool = strawberry.field(description="It is never quiet.")
    default: bool = strawberry.field(description="The operator's choice: the member made none.")


@strawberry.type(description="How often what is not urgent comes as one message.")
class Digest:
    every: DigestEvery
    hour: int = strawberry.field(description="By the member's own clock, 0 to 23.")


@strawberry.type(description="Who the member is and how to reach them; empty where unknown.")
class Profile:
    member_id: strawberry.ID
    name: str
    phone: str = strawberry.field(description="In use. In E.164, e.g. +8613800138000.")
    phone_verified_at: datetime | None
    unverified_phone: str = strawberry.field(description="Waits for verifyContact.")
    email: str = strawberry.field(description="In use.")
    email_verified_at: datetime | None
    unverified_email: str = strawberry.field(description="Waits for verifyContact.")
    language: Language
    time_zone: str
    preferences: list[Preference]
    quiet_hours: QuietHours
    digest: Digest

    @classmethod
    def of(cls, view: views.ProfileView) -> "Profile":
        return mapped(
            cls,
            view,
            member_id=strawberry.ID(view.member_id),
            language=Language.of(view.language),
            preferences=[Preference.of(one) for one in view.preferences],
            quiet_hours=mapped(QuietHours, view.quiet_hours),
            digest=mapped(Digest, view.digest),
        )


@strawberry.type(description="Something that happened to a delivery.")
class DeliveryStep:
    kind: StepKind
    at: datetime
    says: LocalText = strawberry.field(description="In words; times by the member's own clock.")
    attempt: int = strawberry.field(description="From 1; 0 for what is about none.")
    rule: str = strawberry.field(description="The name of what filtered it or holds it back.")
    until: datetime | None = strawberry.field(description="When it goes on.")
    reason: str = strawberry.field(description="As the provider says it.")
    code: str = strawberry.field(description="The provider's; staff only.")
    provider_id: str = strawberry.field(description="Staff only.")
    by: str = strawberry.field(description="The id of who had it sent again; staff only.")

    @classmethod
    def of(cls, view: views.StepView) -> "DeliveryStep":
        return mapped(cls, view, says=LocalText.of(view.says))


@strawberry.type(description="One alert on one channel.")
class Delivery:
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

    @classmethod
    def of(cls, view: views.DeliveryView) -> "Delivery":
        return mapped(cls, view, history=[DeliveryStep.of(one) for one in view.history])


@strawberry.type(description="Something that the member was told, and how it arrived.")
class Alert:
    id: strawberry.ID
    event_id: strawberry.ID
    event_type: str
    topic: Topic
    at: datetime
    title: LocalText
    text: LocalText
    received: bool
    deliveries: list[Delivery]

    @classmethod
    def of(cls, view: views.AlertView) -> "Alert":
        return mapped(
            cls,
            view,
            title=LocalText.of(view.title),
            text=LocalText.of(view.text),
            deliveries=[Delivery.of(one) for one in view.deliveries],
        )


@strawberry.type(description="How many deliveries are in one state.")
class DeliveryCount:
    state: str
    count: int


@strawberry.type(description="Counts over everything stored, as it was a while ago.")
class Totals:
    counted_at: datetime = strawberry.field(
        description="They are counted anew after nine times as long as counting took."
    )
    alerts: int
    events_planned: int
    deliveries: list[DeliveryCount]

    @classmethod
    def of(cls, view: views.TotalsView) -> "Totals":
        counts = [DeliveryCount(state=s, count=n) for s, n in sorted(view.deliveries.items())]
        return mapped(cls, view, deliveries=counts)


@strawberry.type(description="A reason for which nothing goes to an address of a member.")
class Suppression:
    channel: Channel
    address: str = strawberry.field(description="Masked; empty for an earlier address.")
    reason: SuppressionReason
    topic: Topic | None = strawberry.field(description="None: on every topic.")
    says: str = strawberry.field(description="The reason in words.")
    since: datetime
    by: str = strawberry.field(description="The id of staff, if it was staff.")
    why: str
    lifted_at: datetime | None = strawberry.field(description="None: it is in force.")
    lifted_by: str
    lifted_why: str

    @classmethod
    def of(cls, view: views.SuppressionView) -> "Suppression":
        return mapped(cls, view)
