"""What staff can do with announcements."""

import strawberry

from gateway.permissions import ADMINS, mutation
from gateway.request.context import Info
from gateway.schema.campaigns import CampaignInput, StartCampaignInput
from gateway.schema.results import CampaignResult, change_campaign
from services.notify.contract import campaigns as notify


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
