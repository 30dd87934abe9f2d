"""Announcements to all members or to some: what staff ask, see and do."""

from datetime import datetime

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.scalars import Language, mapped
from gateway.schema.notify.words import CampaignState, Topic
from gateway.schema.permissions import ANY_STAFF, query
from infra.kernel.text import LocalText
from services.notify.contract import campaigns as notify


@strawberry.type(description="What somebody of staff did to a campaign. `by`: the id of staff.")
class CampaignStep:
    at: datetime
    by: str
    state: CampaignState


@strawberry.type(description="An announcement to all members, or to some.")
class Campaign:
    id: strawberry.ID
    event_id: strawberry.ID
    event_type: str
    state: CampaignState
    started_at: datetime
    members: int
    planned: int = strawberry.field(description="Members planned so far; all below: deliveries.")
    sent: int = strawberry.field(description="SMS and e-mails that a provider took.")
    delivered: int = strawberry.field(description="Deliveries with a receipt.")
    failed: int
    unknown: int = strawberry.field(description="Gone out or not; being asked.")
    filtered: int = strawberry.field(description="Deliveries not sent, by a rule.")
    left: int = strawberry.field(description="SMS and e-mails still to go out.")
    open: int = strawberry.field(description="Not at their end, the inbox included.")
    exact: bool = strawberry.field(
        description="Recounted after all was over. Before, each kill of a worker may hide up to "
        "50 deliveries."
    )
    ends_at: datetime | None = strawberry.field(
        description="By the rate of the last minutes; none while paused."
    )
    steps: list[CampaignStep]

    @classmethod
    def of(cls, view: notify.CampaignView) -> "Campaign":
        return mapped(cls, view, steps=[mapped(CampaignStep, one) for one in view.steps])


@strawberry.type(description="Whom an announcement would go to if it started now.")
class CampaignAudience:
    members: int


@strawberry.input(description="Which members; what is left out does not matter.")
class AudienceInput:
    language: Language | None = None
    member_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Only these members, at most 1,000; the members' own ids. Left out: all.",
    )
    joined_after: datetime | None = strawberry.field(
        default=None, description="Only who joined then or later. Left out: however early."
    )
    joined_before: datetime | None = None
    has_phone: bool | None = None
    has_email: bool | None = None
    marketing: bool = strawberry.field(
        default=False, description="Only who agreed to be sent offers."
    )

    def audience(self) -> notify.Audience:
        return notify.Audience(
            language=self.language.tag if self.language else "",
            member_ids=tuple(self.member_ids or ()),
            joined_after=self.joined_after,
            joined_before=self.joined_before,
            has_phone=self.has_phone,
            has_email=self.has_email,
            marketing=self.marketing,
        )


@strawberry.input(description="One line of plain text in both languages.")
class LineInput:
    zh: str
    en: str

    def text(self) -> LocalText:
        return LocalText(zh=self.zh, en=self.en)


@strawberry.input
class StartCampaignInput(Input):
    topic: Topic = strawberry.field(description="RENEWAL: members may turn it off.")
    title: LineInput
    what: LineInput
    next: LineInput = strawberry.field(description="What members are asked to do.")
    audience: AudienceInput | None = strawberry.field(default=None, description="None: everybody.")

    def command(self) -> notify.StartCampaign:
        announcement = notify.Announcement(
            title=self.title.text(), what=self.what.text(), next=self.next.text()
        )
        audience = self.audience.audience() if self.audience else notify.Audience()
        return notify.StartCampaign(topic=self.topic, announcement=announcement, audience=audience)


@strawberry.input
class CampaignInput(Input):
    campaign_id: strawberry.ID


@strawberry.type
class CampaignQueries:
    @query(
        *ANY_STAFF, description="The announcement of an event to all members, by the event's id."
    )
    async def campaign(self, info: Info, event_id: strawberry.ID) -> Campaign | None:
        asked = notify.GetCampaign(event_id=event_id)
        view = await info.context.readers.notify.find(asked, notify.CampaignView)
        return Campaign.of(view) if view else None

    @query(*ANY_STAFF, description="Announcements, the newest first; at most 100.")
    async def campaigns(self, info: Info, first: int = 20) -> list[Campaign] | None:
        asked = notify.GetCampaigns(first=first)
        view = await info.context.readers.notify.ask(asked, notify.CampaignsView)
        return [Campaign.of(one) for one in view.campaigns]

    @query(
        *ANY_STAFF, description="How many members an announcement would go to if it started now."
    )
    async def campaign_audience(
        self, info: Info, audience: AudienceInput | None = None
    ) -> CampaignAudience | None:
        asked = notify.GetAudience(audience=(audience or AudienceInput()).audience())
        view = await info.context.readers.notify.ask(asked, notify.AudienceView)
        return CampaignAudience(members=view.members)
