"""One trace from what a member did to the receipt of the SMS and to the partner's webhook."""

import secrets
from typing import Any

import aiohttp
import pytest

from tests.flows.conftest import System, eventually
from tests.flows.test_webhooks import Partner, allow, partner

pytestmark = pytest.mark.systems("separate")
__all__ = ["partner"]

_ON_THE_WAY = {
    "gateway": {"mutation"},
    "membership": {"membership.execute", "commit", "relay", "follow shared items"},
    "notify": {"follow membership", "enqueue", "receipt of SMS", "lay webhooks"},
    "worker": {"receive alerts", "job SEND", "send SMS", "POST webhook"},
}


async def spans_of(system: System, trace: str) -> list[dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{system.supervisor.urls['sinks']}/spans") as answer,
    ):
        traces = await answer.json()
    return [span for spans in traces for span in spans if span["trace"] == trace]


async def test_one_trace_leads_from_a_cancellation_to_the_receipt_and_to_the_webhook(
    system: System, partner: Partner
) -> None:
    trace, first = secrets.token_hex(16), secrets.token_hex(8)
    async with await system.new_member() as member:
        await allow(member, partner)
        await partner.is_told(member, (1, "ACTIVE"))
        member.client.traceparent = f"00-{trace}-{first}-01"
        await member.change("cancel", "PlainInput")
        member.client.traceparent = ""
        await eventually(lambda: len(partner.told(member)) > 1)

        async def whole() -> list[dict[str, Any]] | None:
            found = await spans_of(system, trace)
            seen = {(s["process"].removeprefix("reinstate-"), s["name"]) for s in found}
            wanted = {(process, name) for process, names in _ON_THE_WAY.items() for name in names}
            known = {span["id"] for span in found} | {first}
            linked = all(span["parent"] in known for span in found)  # each from another one
            return found if wanted <= seen and linked else None

        spans = await eventually(whole)
    noted = [(span["name"], span["notes"]) for span in spans]
    assert ("membership.execute", {"reinstate.called_with": "Cancel"}) in noted
    assert ("POST webhook", {"http.response.status_code": "204"}) in noted
    called = partner.receiver.calls[-1].headers["traceparent"]
    assert called.split("-")[1] == trace
