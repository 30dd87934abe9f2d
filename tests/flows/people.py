"""Who uses the system, and what they do, through the public API only."""

from collections.abc import Collection
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from tests.client import Client
from tests.typed.graph import Graph

PROBLEM = "... on Problem { __typename code message field }"
MEMBERSHIP = """
  status lifecycle entitled plan { code } price { amount } balance { amount } autoRenew
  period { start end } graceUntil version undo { eventType until }
  holds { kind cause owner releasedBy latestRelease reason }
"""
APPEAL = (
    "number state promisedAt firstAnswerDue decision { verdict remedy remedyState days reason }"
)


class TypedGraph(Graph):
    """With the token of a `Client`, also on its sockets."""

    http_client: httpx.AsyncClient

    @classmethod
    def of(cls, client: Client) -> Self:
        authorization = {"authorization": f"Bearer {client.token}"}
        language = {"accept-language": "en"}
        url = f"{client.url}/graphql"
        http_client = httpx.AsyncClient(headers=authorization | language, trust_env=False)
        return cls(
            url=url,
            http_client=http_client,  # type: ignore[arg-type]  # asks less than httpx has
            ws_url=url.replace("http", "ws", 1),
            ws_headers=authorization,
        )


class Person:
    def __init__(self, client: Client) -> None:
        self.client = client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if "graph" in self.__dict__:  # asked for
            await self.graph.http_client.aclose()
        await self.client.__aexit__(None, None, None)

    @cached_property
    def graph(self) -> TypedGraph:
        """The client that a client team would generate; see `typed`."""
        return TypedGraph.of(self.client)

    async def do(self, name: str, kind: str, selection: str, /, **input: Any) -> dict[str, Any]:
        """One mutation: its success, or its problem with `code`."""
        query = f"""
          mutation($input: {kind}!) {{
            {name}(input: $input) {{ __typename ... on {selection} {PROBLEM} }}
          }}"""
        data = await self.client.run(query, input=input)
        answer: dict[str, Any] = data[name]
        return answer

    async def change(self, name: str, kind: str, /, **input: Any) -> dict[str, Any]:
        selection = f"MembershipSuccess {{ repeated membership {{ {MEMBERSHIP} }} }}"
        answer = await self.do(name, kind, selection, **input)
        return answer.get("membership") or answer

    async def appeal(self, name: str, kind: str, /, **input: Any) -> dict[str, Any]:
        selection = f"AppealSuccess {{ repeated appeal {{ {APPEAL} }} }}"
        answer = await self.do(name, kind, selection, **input)
        return answer.get("appeal") or answer


class Member(Person):
    """`leaves`: with the end of the test, so that nothing falls due for it in the time of others;
    refused where the membership is over already."""

    def __init__(self, client: Client, id: str, *, leaves: bool = False) -> None:
        super().__init__(client)
        self.id = id
        self._leaves = leaves

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._leaves and error is None:
            await self._withdraws()
            await self.change("cancel", "PlainInput")
        await super().__aexit__(kind, error, trace)

    async def _withdraws(self) -> None:
        """Whatever is open: its promises would fall due for months."""
        appeals = (await self.ask("appeals { nodes { number state } }"))["appeals"]["nodes"]
        for one in appeals:
            if one["state"] not in ("CLOSED", "WITHDRAWN"):
                await self.appeal("withdrawAppeal", "AppealInput", number=one["number"])

    async def ask(self, selection: str) -> dict[str, Any]:
        data = await self.client.run(f"{{ me {{ {selection} }} }}")
        me: dict[str, Any] = data["me"]
        return me

    async def membership(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.ask(f"membership {{ {MEMBERSHIP} }}"))["membership"]
        return found

    async def explanation(self) -> dict[str, Any]:
        answer = await self.ask("""
          membership { explanation {
            entitled cause responsible certainty lostAt summary { zh en } prevention { zh en }
            evidence { kind id says { en } } clause clauseVersion
            blockers { code owner says { en } releasedBy { en } latest }
            nextSteps { action amount { amount } until says { zh en } } rules
          } }""")
        found: dict[str, Any] = answer["membership"]["explanation"]
        return found

    async def phone(self) -> str:
        return str((await self.ask("profile { phone }"))["profile"]["phone"])

    async def email(self) -> str:
        return str((await self.ask("profile { email }"))["profile"]["email"])

    async def alerts(self) -> list[dict[str, Any]]:
        answer = await self.ask("""
          alerts(first: 50) { edges { node {
            id eventType topic received title { en } text { en }
            deliveries { channel state attempts reason } } } }""")
        return [edge["node"] for edge in answer["alerts"]["edges"]]

    async def timeline(self) -> list[dict[str, Any]]:
        answer = await self.ask("""
          membership { timeline(first: 100) { totalCount edges { cursor node {
            eventId type cause responsible happenedAt recordedAt summary { zh en } statusAfter
            hash body
          } } } }""")
        return [edge["node"] for edge in answer["membership"]["timeline"]["edges"]]


class Host(Person):
    async def register(
        self,
        id: str,
        number: int,
        language: str,
        *,
        plan: str = "gold",
        balance: int = 100_00,
        auto_renew: bool = False,
        time_zone: str = "Asia/Shanghai",
        channels: Collection[str] = ("phone", "email"),
    ) -> None:
        """Contacts, money, and a membership. `channels`: of which there is an address."""
        addresses = {"phone": f"+86138{number:08d}", "email": f"{id}@members.example"}
        contacts = {
            "memberId": id,
            "name": f"Person {number}",
            "language": language,
            "timeZone": time_zone,
            **{channel: addresses[channel] for channel in channels},
        }
        await self._register(contacts)
        if balance:
            topped = await self.change(
                "topUpBalance", "TopUpBalanceInput",
                memberId=id, amount=balance, reference=f"first-{id}",
            )  # fmt: skip
            assert "code" not in topped, topped
        await self._register({"memberId": id, "plan": plan, "autoRenew": auto_renew})

    async def _register(self, input: dict[str, Any]) -> None:
        done = await self.do(
            "registerMember", "RegisterMemberInput", "MemberSuccess { member { id } }", **input
        )
        assert done["__typename"] == "MemberSuccess", done

    async def pays(self, member: str, amount: int, paid_at: str, **more: Any) -> dict[str, Any]:
        selection = (
            f"PaymentSuccess {{ renewed repeated missing {{ amount }} "
            f"membership {{ {MEMBERSHIP} }} }}"
        )
        input = {"orderId": f"order-{uuid4().hex[:8]}", "paidAt": paid_at, **more}
        return await self.do(
            "reportPayment",
            "ReportPaymentInput",
            selection,
            memberId=member,
            amount=amount,
            **input,
        )

    async def logs_in(self, member: str, device: str, at: str, **more: Any) -> dict[str, Any]:
        return await self.change(
            "reportLogin", "ReportLoginInput", memberId=member, loginId=uuid4().hex,
            deviceId=device, at=at, ip="203.0.113.77", deviceLabel="Pixel 9 of Wei", **more,
        )  # fmt: skip


class Staff(Person):
    async def member(self, id: str, selection: str) -> dict[str, Any]:
        data = await self.client.run(f'{{ member(id: "{id}") {{ {selection} }} }}')
        found: dict[str, Any] = data["member"]
        return found

    async def every(
        self, connection: str, selection: str, arguments: str = ""
    ) -> list[dict[str, Any]]:
        """All entries of a connection, whoever's they are: others use the system, too."""
        query = f"""query($after: String) {{ {connection}({arguments} first: 50, after: $after) {{
          nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
        found: list[dict[str, Any]] = []
        after, more = None, True
        while more:
            page = (await self.client.run(query, after=after))[connection]
            found += page["nodes"]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        return found

    async def totals(self) -> dict[str, Any]:
        data = await self.client.run(
            "{ totals { alerts eventsPlanned deliveries { state count } } }"
        )
        found: dict[str, Any] = data["totals"]
        return found
