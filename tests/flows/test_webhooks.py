"""A partner is told of its members by webhook, while time passes and processes die."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from infra.kernel.ids import new_id
from services.compose import Apis, connect_clients
from services.membership.contract.commands import AllowPartner, WithdrawPartner
from services.membership.contract.partner_commands import CreatePartner, CutOffPartner
from services.membership.contract.partner_words import ShareScope
from services.notify.contract.webhooks import (
    CreateWebhook,
    EnableWebhook,
    EndpointState,
    GetWebhooks,
    WebhooksView,
    WebhookView,
)
from services.settings import load_settings
from tests.contract.webhook_desk import partner_caller
from tests.fakes.callers import member_caller, staff_caller
from tests.fakes.receiver import Receiver, receiving
from tests.flows.conftest import System, eventually
from tests.flows.people import Member

pytestmark = pytest.mark.systems("separate")
ADMIN = staff_caller("admin-1")


@dataclass
class Partner:
    """One with an endpoint at a receiver of the test."""

    id: str
    apis: Apis
    receiver: Receiver
    endpoint: str = ""

    @property
    def email(self) -> str:
        return f"ops@{self.id}.example"

    async def view(self) -> WebhookView:
        [answer] = await self.apis.notify.read([GetWebhooks(partner_id=self.id)])
        assert isinstance(answer, WebhooksView)
        return answer.endpoints[0]

    async def allowed_by(self, member: Member, *scopes: ShareScope) -> None:
        command = AllowPartner(
            member_id=member.id, partner_id=self.id, scopes=scopes or (ShareScope.STATUS,)
        )
        await self.apis.membership.execute(command, member_caller(member.id))

    def told(self, member: Member) -> list[tuple[int, str]]:
        """Sequence and status of what was taken of this member, the last time that it came."""
        calls = {c.id: c for c in self.receiver.calls if c.data.get("memberId") == member.id}
        return [(c.data["sequence"], c.data.get("status", "–")) for c in calls.values()]

    async def is_told(self, member: Member, *wanted: tuple[int, str]) -> None:
        await eventually(lambda: self.told(member) == list(wanted))


@pytest.fixture
async def partner(system: System) -> AsyncIterator[Partner]:
    settings = load_settings(system.supervisor.stack.env)
    async with connect_clients(settings) as apis, receiving() as receiver:
        made = Partner(f"p-{new_id()[-10:]}", apis, receiver)
        create = CreatePartner(partner_id=made.id, name="Acme", contact_email=made.email)
        await apis.membership.manage_partner(create, ADMIN)
        endpoint = CreateWebhook(partner_id=made.id, url=f"{receiver.url}/hooks")
        outcome = await apis.notify.execute(endpoint, partner_caller(made.id))
        assert outcome.webhook
        assert outcome.webhook.endpoint
        receiver.secrets["/hooks"] = [outcome.webhook.secret]
        made.endpoint = outcome.webhook.endpoint.id
        yield made
        cut_off = CutOffPartner(partner_id=made.id, reason="the test is over")
        await apis.membership.manage_partner(cut_off, ADMIN)


async def test_status_is_told_as_it_changes_and_the_end_is_the_last(
    system: System, partner: Partner
) -> None:
    async with await system.new_member() as member:
        await partner.allowed_by(member, ShareScope.STATUS, ShareScope.CAUSE)
        await partner.is_told(member, (1, "ACTIVE"))
        await member.change("freeze", "FreezeInput", hours=24)
        await partner.is_told(member, (1, "ACTIVE"), (2, "FROZEN"))
        page = await partner.apis.membership.shared_with(partner.id, 0, 100)
        theirs = [item for item in page.items if item.member_id == member.id]
        bodies = {call.id: call.body for call in partner.receiver.calls}
        assert {item.id: item.payload for item in theirs} == bodies, "the same to the byte"
        withdraw = WithdrawPartner(member_id=member.id, partner_id=partner.id)
        await partner.apis.membership.execute(withdraw, member_caller(member.id))
        await partner.is_told(member, (1, "ACTIVE"), (2, "FROZEN"), (3, "–"))
        await system.advance("P2D")  # the freeze ends
        assert partner.told(member)[-1] == (3, "–")


async def test_a_worker_that_is_killed_loses_nothing_and_keeps_the_order(
    system: System, partner: Partner
) -> None:
    async with await system.new_member() as one, await system.new_member() as other:
        for member in (one, other):
            await partner.allowed_by(member)
        for _ in range(2):
            for member in (one, other):
                await member.change("freeze", "FreezeInput", hours=24)
            await system.supervisor.kill("worker")
            await system.advance("P2D")
        for member in (one, other):
            wanted = [(1, "ACTIVE"), (2, "FROZEN"), (3, "ACTIVE"), (4, "FROZEN"), (5, "ACTIVE")]
            await partner.is_told(member, *wanted)


async def test_five_days_without_an_answer_warn_by_mail_disable_and_keep(
    system: System, partner: Partner
) -> None:
    partner.receiver.answering["/hooks"] = lambda _: 503
    async with await system.new_member() as member:
        await partner.allowed_by(member)
        await eventually(lambda: partner.told(member) == [(1, "ACTIVE")])
        await system.advance("P3D")
        await system.message(partner.email, "50% of the five days")
        await system.advance("P3D")
        await system.message(partner.email, "Nothing is sent to 127.0.0.1")
        assert (await partner.view()).state is EndpointState.DISABLED
        told: list[dict[str, Any]] = await system.messages(partner.email)
        assert len(told) == 4, "at 50, 70 and 90 %, and when it was disabled"
        await member.change("freeze", "FreezeInput", hours=24)
        partner.receiver.answering.clear()
        partner.receiver.calls.clear()
        enable = EnableWebhook(partner_id=partner.id, endpoint_id=partner.endpoint)
        await partner.apis.notify.execute(enable, partner_caller(partner.id))
        await partner.is_told(member, (1, "ACTIVE"), (2, "FROZEN"))
        await system.advance("P2D")
        await partner.is_told(member, (1, "ACTIVE"), (2, "FROZEN"), (3, "ACTIVE"))
