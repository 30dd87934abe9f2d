"""Reports that are signed: by a key of the shop's that is good, fresh, and once each."""

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from gateway.passes.report_secrets import ReportSecrets
from services.membership.contract.partner_views import KeyProof
from services.shared.callers import THE_SHOP, KeyScope
from tests.bulk import bulk, line
from tests.fakes.partners import KEY
from tests.gateway.conftest import Gateway
from tests.gateway.test_bulk import ORDER

KEY_ID = "0123456789ab"


def let_in(gateway: Gateway, *scopes: KeyScope) -> None:
    """A key of the shop, with these scopes."""
    proof = KeyProof(partner_id=THE_SHOP, name="The shop", key_id=KEY_ID, scopes=scopes)
    gateway.apis.membership.signers[KEY_ID] = proof
    gateway.apis.membership.proofs[hashlib.sha256(KEY.encode()).hexdigest()] = proof


def signed(
    gateway: Gateway, body: bytes, *, id: str = "msg-1", at: float = 0.0, key_id: str = KEY_ID
) -> dict[str, str]:
    """Its headers, by the library of the specification's own authors."""
    secret, timestamp = ReportSecrets(gateway.settings).of(key_id)[0], int(time.time() + at)
    signature = Webhook(secret).sign(id, datetime.fromtimestamp(timestamp, UTC), body.decode())
    return {
        "webhook-id": id, "webhook-timestamp": str(timestamp), "webhook-signature": signature,
        "accept-language": "en",
    }  # fmt: skip


async def post(
    gateway: Gateway, body: bytes, headers: dict[str, str], key_id: str = KEY_ID
) -> tuple[int, dict[str, Any]]:
    url = f"{gateway.url}/host/reports/{key_id}"
    async with gateway.session.post(url, data=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_signed_report_counts(gateway: Gateway) -> None:
    let_in(gateway, KeyScope.REPORTS)
    status, answer = await post(gateway, ORDER, signed(gateway, ORDER))
    assert (status, answer["outcome"]) == (200, "TAKEN")
    [(command, by)] = gateway.apis.membership.executed
    assert command.order_id == "o-1"
    assert (by.actor.kind, by.actor.id) == ("HOST", THE_SHOP)
    assert by.idempotency_key == "host:@host:msg-1", "the webhook's id is the key of the call"


async def test_by_webhook_and_by_line_it_is_the_same_call(gateway: Gateway) -> None:
    let_in(gateway, KeyScope.REPORTS)
    report = json.loads(line("verification.passed", memberId="m-1"))
    body = json.dumps(report).encode()
    await post(gateway, body, signed(gateway, body, id="v-1"))
    await bulk(gateway.url, KEY, [json.dumps(report | {"id": "v-1"}).encode()])
    one, other = gateway.apis.membership.executed
    assert one[0] == other[0]
    assert one[1].idempotency_key == other[1].idempotency_key


@pytest.mark.parametrize("fault", ["body", "id", "timestamp", "signature", "none", "key", "late",
                                   "early"])  # fmt: skip
async def test_what_is_not_signed_so_is_nothing(gateway: Gateway, fault: str) -> None:
    let_in(gateway, KeyScope.REPORTS)
    off = {"late": -301.0, "early": 301.0}.get(fault, 0.0)
    headers, body, key_id = signed(gateway, ORDER, at=off), ORDER, KEY_ID
    match fault:
        case "body":
            body = ORDER.replace(b"80", b"81")
        case "id":
            headers["webhook-id"] = "msg-2"
        case "timestamp":
            headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) + 1)
        case "signature":
            headers["webhook-signature"] = "v1,AAAA v1a,x é"
        case "none":
            headers = {}
        case "key":
            key_id = "ba9876543210"
    status, answer = await post(gateway, body, headers, key_id)
    assert status == 401
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert gateway.apis.membership.executed == []


async def test_a_key_that_is_over_signs_nothing(gateway: Gateway) -> None:
    status, _ = await post(gateway, ORDER, signed(gateway, ORDER))
    assert status == 401
    assert gateway.apis.membership.executed == []


async def test_a_key_for_something_else_reports_nothing(gateway: Gateway) -> None:
    let_in(gateway, KeyScope.MEMBERS_READ)
    status, answer = await post(gateway, ORDER, signed(gateway, ORDER))
    assert (status, answer["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    [answer] = await bulk(gateway.url, KEY, [ORDER])
    assert answer["status"] == 403
    assert gateway.apis.membership.executed == []


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b"{", 400, "INVALID_INPUT", None),
        (line("payment.made", memberId="m-1"), 400, "INVALID_INPUT", "orderId"),
        (
            line("balance.topped_up", memberId="nobody", reference="t", amount=1),
            404, "NOT_FOUND", "memberId",
        ),
        (b'{"type": "x", "data": "' + b"x" * 70_000 + b'"}', 400, "INVALID_INPUT", None),
    ],
)  # fmt: skip
async def test_a_refusal_says_what_is_wrong(
    gateway: Gateway, body: bytes, status: int, code: str, field: str | None
) -> None:
    let_in(gateway, KeyScope.REPORTS)
    found, answer = await post(gateway, body, signed(gateway, body))
    assert (found, answer["outcome"], answer["code"]) == (status, "REFUSED", code)
    assert answer.get("field") == field


async def test_a_key_of_the_shop_is_for_its_scopes(gateway: Gateway) -> None:
    """By the graph, too: to ask, to follow, to report."""
    let_in(gateway, KeyScope.MEMBERS_READ)
    headers = {"authorization": f"Bearer {KEY}"}

    async def codes(query: str) -> list[str]:
        async with gateway.session.post(
            f"{gateway.url}/graphql", json={"query": query}, headers=headers
        ) as answer:
            said = await answer.json()
            return [one["extensions"]["code"] for one in said.get("errors", [])] or [
                str(next(iter(said["data"].values())))
            ]

    assert "FORBIDDEN" not in await codes('{ entitlements(memberIds: ["m-1"]) { entitled } }')
    assert "FORBIDDEN" not in await codes("{ plans { code } }")
    assert await codes("{ statusFeed { __typename } }") == ["FORBIDDEN"]
    reports = 'mutation { reportVerified(input: {memberId: "m-1"}) { ... on Problem { code } } }'
    assert await codes(reports) == ["{'code': 'FORBIDDEN'}"]
    assert gateway.apis.membership.executed == []


async def test_a_key_that_is_revoked_meanwhile_takes_no_further_line(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.identity.remembered.REMEMBERED_SECONDS", 0.0)
    let_in(gateway, KeyScope.REPORTS)
    seen = asyncio.Event()

    async def lines() -> AsyncIterator[bytes]:
        yield ORDER
        await seen.wait()
        yield ORDER

    async with gateway.session.post(
        f"{gateway.url}/host/bulk", data=lines(), headers={"authorization": f"Bearer {KEY}"}
    ) as answer:
        assert json.loads(await answer.content.readline())["outcome"] == "TAKEN"
        gateway.apis.membership.proofs.clear()
        seen.set()
        refused = json.loads(await answer.content.readline())
    assert (refused["line"], refused["code"]) == (2, "UNAUTHENTICATED")
    assert len(gateway.apis.membership.executed) == 1
