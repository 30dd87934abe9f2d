"""Partners whose members agreed to them, and what each of their ways was told in the end."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

from tests.chaos.outlets import Told
from tests.client import Client
from tests.fakes.receiver import Receiver

NAMES = ("acme", "globex", "initech")
_CREATE = """mutation($partner: CreatePartnerInput!, $key: IssueKeyInput!) {
  createPartner(input: $partner) { __typename }
  issueKey(input: $key) { ... on PartnerSuccess { key } } }"""
_ENDPOINT = """mutation($input: CreateWebhookInput!) {
  createWebhook(input: $input) { ... on WebhookSuccess { secret endpoint { id } } } }"""
_CUT_OFF = """mutation($input: PartnerReasonInput!) {
  cutOffPartner(input: $input) { __typename } }"""
_ALLOW = """mutation($input: AllowPartnerInput!) {
  allowPartner(input: $input) { __typename } }"""
_SEQUENCE = "query($id: ID!) { sharedMember(memberId: $id) { sequence } }"


@dataclass
class Partner:
    """A platform with a key, an endpoint at the receiver, and members who agreed. `wanted`: by
    member, up to which sequence it is to be told."""

    id: str
    client: Client
    members: list[str]
    wanted: dict[str, int] = field(default_factory=dict)
    endpoint: str = ""

    @property
    def path(self) -> str:
        return f"/{self.id}"

    async def follow(self, receiver: Receiver) -> None:
        endpoint = {"url": f"{receiver.url}{self.path}"}
        made = (await self.client.run(_ENDPOINT, input=endpoint))["createWebhook"]
        self.endpoint, receiver.secrets[self.path] = made["endpoint"]["id"], [made["secret"]]
        for member in self.members:
            await self._is_allowed_by(member)

    async def _is_allowed_by(self, id: str) -> None:
        async with Client(self.client.url, patient=True) as member:
            await member.sign_in("member", id)
            given = {"partnerId": self.id, "scopes": ["STATUS", "CAUSE"]}
            answer = await member.run(_ALLOW, input=given)
        assert answer["allowPartner"]["__typename"] == "ConsentSuccess", answer

    async def count(self) -> None:
        """How much it was shown, as the graph tells of each member's state."""
        for id in self.members:
            answer = await self.client.run(_SEQUENCE, id=id)
            self.wanted[id] = answer["sharedMember"]["sequence"]


@contextlib.asynccontextmanager
async def partners_of(
    members: Sequence[str], staff: Client, receiver: Receiver, mark: str
) -> AsyncIterator[list[Partner]]:
    """Each has members of its own and some that others have, too. At the end they are cut off.

    Args:
        mark: begins their names.
    """
    made: list[Partner] = []
    try:
        for turn, name in enumerate(NAMES):
            id = mark + name
            theirs = [one for n, one in enumerate(members) if n % len(NAMES) == turn or n % 2]
            given = await staff.run(
                _CREATE,
                partner={"partnerId": id, "name": name, "contactEmail": f"ops@{name}.example"},
                key={"partnerId": id, "scopes": ["FEED_READ", "MEMBERS_READ", "WEBHOOKS"]},
            )
            key = given["issueKey"]["key"]
            made.append(Partner(id, Client(staff.url, token=key, patient=True), theirs))
            await made[-1].follow(receiver)
        yield made
    finally:
        for partner in made:
            await staff.run(_CUT_OFF, input={"partnerId": partner.id, "reason": "It is over."})
            await partner.client.__aexit__(None, None, None)


@dataclass
class Outcome:
    """`changed`: by member, how often; `refused`: changes that were not possible when they came;
    `again`: webhooks that came once more; `faults`: one line for each partner's member of whom one
    of its ways was not told exactly what it should have been."""

    changed: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    followed: int = 0
    wanted: int = 0
    told: list[Told] = field(default_factory=list)
    again: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return self.wanted > self.followed > 0 and not self.faults

    def lines(self) -> list[str]:
        ways, lines = Counter[str](), Counter[str]()
        for each in self.told:
            ways[each.way] += each.count
            lines += each.lines
        return [
            f"changes of status        {self.changed.total()} of {len(self.changed)} members; "
            f"{self.refused} were refused",
            f"to be told               {self.wanted}, of {self.followed} consents",
            *(f"told by {way.ljust(17)}{count}" for way, count in sorted(ways.items())),
            f"webhooks sent again      {self.again}",
            *(f"{what.ljust(25)}{count}" for what, count in sorted(lines.items())),
            f"missing, twice, unequal  {len(self.faults)}",
            *self.faults[:20],
        ]


def compare(partners: Sequence[Partner], receiver: Receiver, outcome: Outcome) -> None:
    """Each way with 1…N, and with what was pulled, to the byte."""
    for partner in partners:
        outcome.followed += len(partner.wanted)
        outcome.wanted += sum(partner.wanted.values())
        hooked, again = _told_by_webhook(partner, receiver)
        outcome.again += again
        outcome.told.append(hooked)
        outcome.faults += _miscounted(partner, outcome.changed)
        told = [each for each in outcome.told if each.partner == partner.id]
        pulled = next(each for each in told if each.way == "pull")
        for each in told:
            outcome.faults += _differences(partner, each, pulled)


def _miscounted(partner: Partner, changed: Counter[str]) -> Iterator[str]:
    """The consent is the first thing that is told, and each change one more."""
    for id, last in partner.wanted.items():
        if last != 1 + changed[id]:
            yield f"{partner.id} {id}: {last} were shown, after {changed[id]} changes"


def _differences(partner: Partner, told: Told, pulled: Told) -> Iterator[str]:
    for id in told.of.keys() | partner.wanted.keys():
        numbers = [sequence for sequence, _ in told.of[id]]
        if numbers != list(range(1, partner.wanted.get(id, 0) + 1)):
            yield f"{partner.id} {id} by {told.way}: {numbers} of {partner.wanted.get(id, 0)}"
        elif told.of[id] != pulled.of[id]:
            yield f"{partner.id} {id} by {told.way}: other bytes than were pulled"


def _told_by_webhook(partner: Partner, receiver: Receiver) -> tuple[Told, int]:
    """Each id once, as it came first; and how many came again. The same id with another body would
    be told as something else."""
    told, seen = Told(partner.id, "webhook"), defaultdict[str, set[bytes]](set)
    calls = receiver.to(partner.path)
    for call in calls:
        if call.body not in seen[call.id]:
            seen[call.id].add(call.body)
            told.of[call.data["memberId"]].append((call.data["sequence"], call.body.decode()))
    return told, len(calls) - told.count
