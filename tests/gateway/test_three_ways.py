"""What the shop reports does the same by mutation, by signed webhook and by line."""

import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook

from services.membership.adapters.documents import MEMBERSHIPS
from tests.bulk import bulk
from tests.contract.membership_system import System, running_membership
from tests.contract.test_membership_commands import GOLD, enrolled
from tests.fakes.services import FakeApis
from tests.gateway.conftest import Gateway
from tests.gateway.mutations import named
from tests.gateway.test_bulk import REPORTED

Report = tuple[str, dict[str, Any]]
"""Its type and its data; ids without whose they are, hours for times."""
Answer = tuple[str, str, str]
"""TAKEN, REPEATED or REFUSED, the code and the field."""

NUMBERS = count()
_ID = st.sampled_from(("a", "b"))
_HOURS = st.integers(-50, 1)
_AMOUNT = st.sampled_from((1, GOLD - 1, GOLD, 2 * GOLD))
_DATA: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "payment.made": {
        "orderId": _ID, "amount": _AMOUNT, "paidAt": _HOURS,
        "purpose": st.sampled_from(("RENEWAL", "TOP_UP")),
    },
    "balance.topped_up": {"reference": _ID, "amount": _AMOUNT},
    "payment.refunded": {
        "orderId": _ID, "refundId": _ID, "amount": _AMOUNT, "refundedAt": _HOURS,
        "kind": st.sampled_from(("REFUND", "CHARGEBACK")),
    },
    "chargeback.won": {"refundId": _ID},
    "order.placed": {"orderId": _ID, "at": _HOURS, "fullPrice": _AMOUNT, "paidPrice": _AMOUNT},
    "order.refunded": {"orderId": _ID, "refundId": _ID, "amount": _AMOUNT},
    "member.logged_in": {
        "loginId": _ID, "at": _HOURS, "deviceId": _ID, "passedSecondFactor": st.booleans()
    },
    "method.bound": {"masked": st.just("Visa •••• 4242"), "expires": st.just("2026-05")},
    "method.removed": {},
    "charge.refused": {
        "refusalId": _ID, "reason": st.just("INSUFFICIENT_FUNDS"), "refusedAt": _HOURS
    },
    "renewal.elsewhere": {"orderId": _ID, "channel": st.just("a street")},
    "renewal.unpaid": {"orderId": _ID},
    "verification.asked": {},
    "verification.passed": {},
    "benefit.used": {"benefit": st.sampled_from(("credit_bonus", "nonsense")), "useId": _ID},
    "benefit.returned": {"useId": _ID},
}  # fmt: skip
_OFTEN = ("payment.made", "balance.topped_up", "order.placed", "member.logged_in")
"""What most others are about."""
REPORTS = st.sampled_from((*_DATA, *_OFTEN * 3)).flatmap(
    lambda type: st.tuples(st.just(type), st.fixed_dictionaries(_DATA[type]))
)
HISTORIES = st.lists(st.lists(REPORTS, max_size=5), min_size=1, max_size=3)
"""Days pass between the parts."""
_TIMES = ("paidAt", "refundedAt", "at", "refusedAt")
_IDS = ("orderId", "reference", "refundId", "loginId", "refusalId", "useId")


def test_each_type_of_a_membership_is_among_them() -> None:
    assert _DATA.keys() == REPORTED.keys() - {"member.joined"}


@dataclass(frozen=True)
class Shop:
    """A shop with a key at a gateway, and the membership behind it."""

    gateway: Gateway
    membership: System
    key: str
    key_id: str
    report_secret: str

    async def by_mutation(self, member_id: str, reports: Sequence[Report]) -> list[Answer]:
        return [
            await self._mutate(REPORTED[type], self._data(member_id, given))
            for type, given in reports
        ]

    async def by_webhook(self, member_id: str, reports: Sequence[Report]) -> list[Answer]:
        return [
            await self._sign({"type": type, "data": self._data(member_id, given)})
            for type, given in reports
        ]

    async def by_line(self, member_id: str, reports: Sequence[Report]) -> list[Answer]:
        lines = [
            json.dumps({"type": type, "data": self._data(member_id, given)}).encode() + b"\n"
            for type, given in reports
        ]
        *told, _ = await bulk(self.gateway.url, self.key, lines)
        return [_told(one) for one in told]

    def _data(self, member_id: str, given: dict[str, Any]) -> dict[str, Any]:
        now = self.membership.clock.now()
        times = {n: (now + timedelta(hours=given[n])).isoformat() for n in _TIMES if n in given}
        ids = {name: f"{member_id}-{given[name]}" for name in _IDS if name in given}
        return {**given, **times, **ids, "memberId": member_id}

    async def _mutate(self, name: str, input: dict[str, Any]) -> Answer:
        async with self.gateway.session.post(
            f"{self.gateway.url}/graphql",
            json={"query": named(name), "variables": {"input": input}},
            headers={"authorization": f"Bearer {self.key}"},
        ) as response:
            told = (await response.json())["data"][name]
        return ("REFUSED", told["code"], told["field"] or "") if "code" in told else _GOOD

    async def _sign(self, report: dict[str, Any]) -> Answer:
        body, id = json.dumps(report), f"w-{next(NUMBERS)}"
        at = int(time.time())
        signature = Webhook(self.report_secret).sign(id, datetime.fromtimestamp(at, UTC), body)
        async with self.gateway.session.post(
            f"{self.gateway.url}/host/reports/{self.key_id}",
            data=body.encode(),
            headers={
                "webhook-id": id, "webhook-timestamp": str(at), "webhook-signature": signature,
            },
        ) as response:  # fmt: skip
            return _told(await response.json())

    async def left(self, member_id: str) -> str:
        """The state and what led to it, without whose they are."""
        row = await self.membership.db[MEMBERSHIPS].find_one({"_id": member_id})
        history = (await self.membership.context.store.histories([member_id]))[member_id]
        events = [
            (one.type, one.cause, one.actor.kind, one.happened_at, one.origin.device_id, one.body)
            for one in history
        ]
        assert row is not None
        kept = {name: row[name] for name in ("state", "version", "next_due", "risk", "labels")}
        return json.dumps([kept, events], default=str, indent=1).replace(member_id, "M")


_GOOD: Answer = ("COUNTS", "", "")


def _told(answer: dict[str, Any]) -> Answer:
    if answer["outcome"] == "REFUSED":
        return "REFUSED", answer["code"], answer.get("field", "")
    return _GOOD


@pytest.fixture
async def membership(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


@pytest.fixture
def behind(membership: System) -> FakeApis:
    apis = FakeApis()
    apis.membership = cast(Any, membership.api)
    return apis


@pytest.fixture
async def shop(gateway: Gateway, membership: System) -> Shop:
    place = {"partnerId": "@host", "name": "The shop", "contactEmail": "it@shop.example"}
    issued = await _by_staff(gateway, "createPartner", place)
    issued = await _by_staff(gateway, "issueKey", {"partnerId": "@host", "scopes": ["REPORTS"]})
    return Shop(gateway, membership, issued["key"], issued["keyId"], issued["reportSecret"])


async def _by_staff(gateway: Gateway, name: str, input: dict[str, Any]) -> dict[str, Any]:
    query = named(name).replace("__typename", "... on PartnerSuccess { key keyId reportSecret }")
    said = (await gateway.data(query, "staff", id="boss", input=input))[name]
    assert "code" not in said, said
    return cast(dict[str, Any], said)


@pytest.mark.soak
@settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each has its own members
)
@given(history=HISTORIES)
async def test_the_three_ways_come_to_the_same(shop: Shop, history: list[list[Report]]) -> None:
    number = next(NUMBERS)
    ways = shop.by_mutation, shop.by_webhook, shop.by_line
    members = [f"{way}{number}" for way in ("mutation", "webhook", "line")]
    for member_id in members:
        await enrolled(shop.membership, member_id)
    for part in history:
        first, *others = [
            await way(member_id, part) for way, member_id in zip(ways, members, strict=True)
        ]
        assert others == [first, first]
        await shop.membership.pass_time(*members, days=16)
    first_left, *others_left = [await shop.left(member_id) for member_id in members]
    for one in others_left:
        assert one == first_left
