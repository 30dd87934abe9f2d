"""A partner is told of its members by webhook, while time passes and processes die."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from infra.kernel.ids import new_id
from tests.client import Client
from tests.fakes.receiver import Receiver, receiving
from tests.flows.conftest import System, eventually
from tests.flows.people import Member, Person

pytestmark = pytest.mark.systems("separate")
PAYLOADS = "{ statusFeed { ... on StatusFeedPage { items { id memberId payload } } } }"
ENDPOINTS = "{ webhookEndpoints { id state disabledBecause deliveries { nodes { state } } } }"


@dataclass
class Partner(Person):
    """One with an endpoint at a receiver of the test."""

    id: str
    client: Client
    receiver: Receiver
    endpoint: str = ""

    @property
    def email(self) -> str:
        return f"ops@{self.id}.example"

    async def webhook(self, name: str, kind: str = "WebhookInput", **input: Any) -> dict[str, Any]:
        selection = "WebhookSuccess { secret webhookId endpoint { id url } }"
        if kind != "CreateWebhookInput":
            input["endpointId"] = self.endpoint
        return await self.do(name, kind, selection, **input)

    def told(self, member: Member) -> list[tuple[int, str]]:
        """Sequence and status of what came of this member, each once."""
        calls = {c.id: c for c in self.receiver.calls if c.data.get("memberId") == member.id}
        return [(c.data["sequence"], c.data.get("status", "–")) for c in calls.values()]

    async def is_told(self, member: Member, *wanted: tuple[int, str]) -> None:
        await eventually(lambda: self.told(member) == list(wanted))


@pytest.fixture
async def partner(system: System) -> AsyncIterator[Partner]:
    id = f"p-{new_id()[-10:]}"
    async with (
        receiving() as receiver,
        Client(system.gateway) as client,
        await system.staff("admin-1") as staff,
    ):
        made = Partner(id, client, receiver)
        shown = "PartnerSuccess { partner { partnerId } }"
        record = {"partnerId": id, "name": "Acme", "contactEmail": made.email}
        await staff.do("createPartner", "CreatePartnerInput", shown, **record)
        await client.sign_in("partner", id)
        url = f"{receiver.url}/hooks"
        answer = await made.webhook("createWebhook", "CreateWebhookInput", url=url)
        made.endpoint = answer["endpoint"]["id"]
        receiver.secrets["/hooks"] = [answer["secret"]]
        yield made
        over = {"partnerId": id, "reason": "the test is over"}
        await staff.do("cutOffPartner", "PartnerReasonInput", shown, **over)


async def allow(member: Member, partner: Partner, *scopes: str) -> None:
    given = {"partnerId": partner.id, "scopes": ["STATUS", *scopes]}
    await member.do("allowPartner", "AllowPartnerInput", "ConsentSuccess { repeated }", **given)


async def withdraw(member: Member, partner: Partner) -> None:
    given = {"partnerId": partner.id}
    await member.do(
        "withdrawPartner", "WithdrawPartnerInput", "ConsentSuccess { repeated }", **given
    )


async def test_status_is_told_as_it_changes_and_the_end_is_the_last(
    system: System, partner: Partner
) -> None:
    async with await system.new_member() as member:
        await allow(member, partner, "CAUSE")
        await partner.is_told(member, (1, "ACTIVE"))
        await member.change("freeze", "FreezeInput", hours=24)
        await partner.is_told(member, (1, "ACTIVE"), (2, "FROZEN"))
        feed = await partner.client.run(PAYLOADS)
        pulled = {item["id"]: item["payload"] for item in feed["statusFeed"]["items"]}
        pushed = {call.id: call.body.decode() for call in partner.receiver.calls}
        assert pulled == pushed, "the same to the byte"
        await withdraw(member, partner)
        await partner.is_told(member, (1, "ACTIVE"), (2, "FROZEN"), (3, "–"))
        await system.advance("P2D")  # the freeze ends
        assert partner.told(member)[-1] == (3, "–")


async def test_a_secret_is_rotated_and_a_test_is_signed_with_both(partner: Partner) -> None:
    turned = await partner.webhook("rotateWebhookSecret")
    partner.receiver.secrets["/hooks"].append(turned["secret"])
    sent = await partner.webhook("testWebhook")
    await eventually(lambda: sent["webhookId"] in partner.receiver.ids("/hooks"))


async def test_a_worker_that_is_killed_loses_nothing_and_keeps_the_order(
    system: System, partner: Partner
) -> None:
    async with await system.new_member() as one, await system.new_member() as other:
        for member in (one, other):
            await allow(member, partner)
        for member in (one, other):
            await member.change("freeze", "FreezeInput", hours=24)
        await system.supervisor.kill("worker")
        await system.advance("P2D")
        for member in (one, other):
            await partner.is_told(member, (1, "ACTIVE"), (2, "FROZEN"), (3, "ACTIVE"))


async def test_days_without_an_answer_warn_by_mail_and_what_is_disabled_is_kept(
    system: System, partner: Partner
) -> None:
    """All five of them pass in tests/contract/test_notify_webhook_health.py."""
    partner.receiver.answering["/hooks"] = lambda _: 503
    async with await system.new_member() as member:
        await allow(member, partner)
        await partner.is_told(member, (1, "ACTIVE"))
        await system.advance("P2DT14H")
        await system.message(partner.email, "50% of the five days")
        partner.receiver.answering["/hooks"] = lambda _: 410
        await partner.webhook("testWebhook")
        await system.message(partner.email, "Nothing is sent to 127.0.0.1")
        [endpoint] = (await partner.client.run(ENDPOINTS))["webhookEndpoints"]
        assert (endpoint["state"], endpoint["disabledBecause"]) == ("DISABLED", "GONE")
        assert len(await system.messages(partner.email)) == 2
        await member.change("freeze", "FreezeInput", hours=24)
        partner.receiver.answering.clear()
        partner.receiver.calls.clear()
        await partner.webhook("enableWebhook")
        await partner.is_told(member, (1, "ACTIVE"), (2, "FROZEN"))
