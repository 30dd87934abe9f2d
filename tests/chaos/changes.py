"""Many status changes, each exactly once, by a client that rides through restarts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.client import Client

HOLD = """mutation($id: ID!, $key: String!) {
  placeHold(input: {memberId: $id, reason: "Checked by hand.", idempotencyKey: $key}) {
    __typename ... on Problem { code } } }"""
RELEASE = """mutation($id: ID!, $key: String!) {
  releaseMemberHold(input: {
    memberId: $id, kind: STAFF, reason: "In order.", idempotencyKey: $key
  }) { __typename ... on Problem { code } } }"""
REGISTER = """mutation(
    $input: RegisterMemberInput!, $paid: TopUpBalanceInput!, $enrol: RegisterMemberInput!) {
  contacts: registerMember(input: $input) { __typename }
  paid: topUpBalance(input: $paid) { __typename }
  enrolled: registerMember(input: $enrol) { __typename ... on Problem { message } } }"""
AGAIN = {"UNAVAILABLE", "TOO_MANY_REQUESTS"}


@dataclass
class Progress:
    asked: int
    done: int = 0


async def register(host: Client, members: list[str]) -> None:
    """Members with a phone, an address and a membership."""
    for number, id in enumerate(members):
        contacts = {
            "memberId": id, "name": f"Member {number}", "phone": f"+86139{number:08d}",
            "email": f"{id}@members.example", "language": "ZH" if number % 2 else "EN",
        }  # fmt: skip
        paid = {"memberId": id, "amount": 100_00, "reference": f"paid-{id}"}
        enrol = {"memberId": id, "plan": "silver"}
        data = await host.run(REGISTER, input=contacts, paid=paid, enrol=enrol)
        assert data["enrolled"]["__typename"] == "MemberSuccess", data


async def change_all(
    staff: Client,
    members: list[str],
    rounds: int,
    progress: Progress,
    *,
    pace: Callable[[], Awaitable[None]],
    told: Callable[[], None],
) -> None:
    """`rounds` changes of each member: held, released, held, …; four members at a time. `pace` is
    waited for before each."""
    gate = asyncio.Semaphore(4)

    async def change_one(id: str) -> None:
        async with gate:
            for round in range(rounds):
                await pace()
                change = RELEASE if round % 2 else HOLD
                answer = await insist(staff, change, id, f"{id}-{round}")
                assert answer["__typename"] == "MembershipSuccess", answer
                progress.done += 1
                told()

    await asyncio.gather(*(change_one(id) for id in members))


async def insist(staff: Client, mutation: str, id: str, key: str) -> dict[str, Any]:
    """The same key until it is answered: a lost answer must not become a second change."""
    return await answered(staff, mutation, id=id, key=key)


async def answered(client: Client, mutation: str, **variables: Any) -> dict[str, Any]:
    """As `insist`, of a mutation whose variables hold a key."""
    while True:
        answer: dict[str, Any]
        (answer,) = (await client.run(mutation, **variables)).values()
        if answer.get("code") not in AGAIN:
            return answer
        await asyncio.sleep(0.1)
