"""What staff can do with announcements."""

from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.notify.campaigns import Campaign, CampaignInput, StartCampaignInput
from gateway.schema.permissions import ADMINS, mutation
from services.notify.contract import campaigns as notify
from services.notify.contract.commands import Command as NotifyCommand


@strawberry.type(description="The announcement after the change.")
class CampaignSuccess:
    campaign: Campaign | None
    repeated: bool = strawberry.field(description=REPEATED)


CampaignResult = Annotated[
    CampaignSuccess | AnyProblem, answers("CampaignResult", "A changed announcement.")
]


@strawberry.type
class CampaignMutations:
    @mutation(
        *ADMINS,
        confirmed=True,
        description="Announces something to members: to all, or to an audience. Those who are "
        "members now are told; refused when it does not fit into two SMS.",
    )
    async def start_campaign(self, info: Info, input: StartCampaignInput) -> CampaignResult:
        return await change_campaign(info, input.command(), input.idempotency_key)

    @mutation(*ADMINS, description="Nothing more is planned or sent, until it is resumed.")
    async def pause_campaign(self, info: Info, input: CampaignInput) -> CampaignResult:
        command = notify.PauseCampaign(campaign_id=input.campaign_id)
        return await change_campaign(info, command, input.idempotency_key)

    @mutation(*ADMINS, description="Goes on where it was paused.")
    async def resume_campaign(self, info: Info, input: CampaignInput) -> CampaignResult:
        command = notify.ResumeCampaign(campaign_id=input.campaign_id)
        return await change_campaign(info, command, input.idempotency_key)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Nothing more is planned or sent, ever. Not for clause notices: whoever was "
        "not told would keep the old clause for good.",
    )
    async def cancel_campaign(self, info: Info, input: CampaignInput) -> CampaignResult:
        command = notify.CancelCampaign(campaign_id=input.campaign_id)
        return await change_campaign(info, command, input.idempotency_key)


async def change_campaign(info: Info, command: NotifyCommand, key: str | None) -> CampaignSuccess:
    outcome = await info.context.apis.notify.execute(command, info.context.caller(key))
    campaign = Campaign.of(outcome.campaign) if outcome.campaign else None
    return CampaignSuccess(campaign=campaign, repeated=outcome.repeated)
