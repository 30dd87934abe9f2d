"""Who the member is, and how to reach them."""

from datetime import datetime

import strawberry

from gateway.schema.basics.scalars import Language, mapped
from gateway.schema.notify.words import Channel, DigestEvery, Topic
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
    email: str = strawberry.field(description="The e-mail address in use; empty where none is.")
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
