"""No personal data in logs, queue messages, events, metrics or spans: a test reads them all."""

import asyncio
import itertools
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from redis.asyncio import Redis

from services.settings import load_settings
from tests.client import GraphQLErrors
from tests.flows.conftest import System, eventually
from tests.flows.people import Host, Member
from tests.flows.test_loss_and_return import status_is
from tests.flows.traces import forms_of, found, in_base64, logs, queue_log, queued, recorded

pytestmark = pytest.mark.systems("separate")

_numbers = itertools.count(4_711_001)
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass(frozen=True)
class Secrets:
    """Everything about one member that may be nowhere but where it belongs."""

    name: str
    national: str
    address: str
    device: str
    ip: str
    claim: str
    reply: str
    card: str

    @property
    def phone(self) -> str:
        return f"+86{self.national}"

    @property
    def all(self) -> set[str]:
        values = {
            self.name,
            self.phone,
            self.national,
            self.device,
            self.ip,
            self.claim,
            self.reply,
            self.card,
        }
        return values | {self.address.partition("@")[0]}


def secrets(name: str, account: str) -> Secrets:
    number = next(_numbers)
    return Secrets(
        name=name,
        national=f"1398{number}",
        address=f"{account}-{number}@members.example",
        device=f"{name}的小米手机",
        ip=f"198.51.{number % 200}.247",
        claim=f"我 {name} 在七号就付了钱 (I did pay on the 7th!)",
        reply=f"Ask my neighbour {name}, she saw the receipt",
        card=f"42424242{number}1",
    )


async def register(host: Host, id: str, who: Secrets, language: str) -> None:
    contacts = {"name": who.name, "phone": who.phone, "email": who.address, "language": language}
    await enter(host, memberId=id, **contacts)
    await host.change(
        "topUpBalance", "TopUpBalanceInput", memberId=id, amount=40_00, reference=f"top-{id}"
    )
    await enter(host, memberId=id, plan="silver", autoRenew=False)


async def enter(host: Host, **input: Any) -> None:
    done = await host.do(
        "registerMember", "RegisterMemberInput", "MemberSuccess { member { id } }", **input
    )
    assert done["__typename"] == "MemberSuccess", done


class Together:
    """A system to so many who all do the same: time passes when the last of them asks for it."""

    def __init__(self, system: System, people: int) -> None:
        self._system = system
        self._all = asyncio.Barrier(people)
        self._now = ""

    async def advance(self, duration: str) -> str:
        if await self._all.wait() == 0:
            self._now = await self._system.advance(duration)
        await self._all.wait()
        return self._now


Time = System | Together


async def login(
    time: Time, host: Host, id: str, who: Secrets, device: str, **more: Any
) -> dict[str, Any]:
    at = await time.advance("PT1S")
    return await host.change(
        "reportLogin", "ReportLoginInput", memberId=id, loginId=f"{id}-{device}", at=at,
        deviceId=device, ip=who.ip, deviceLabel=who.device, **more,
    )  # fmt: skip


async def code_for(system: System, time: Time, member: Member, who: Secrets) -> str:
    await time.advance("PT61S")
    before = {message["id"] for message in await system.messages(who.phone)}
    sent = await member.do(
        "requestCode", "RequestCodeInput", "CodeSent { sentTo }", purpose="RELEASE_HOLD"
    )
    assert sent["__typename"] == "CodeSent", sent

    async def look() -> str | None:
        fresh = [one for one in await system.messages(who.phone) if one["id"] not in before]
        return next((code[0] for one in fresh if (code := _CODE.search(one["body"]))), None)

    return await eventually(look)


async def story(system: System, time: Time, host: Host, member: Member, who: Secrets) -> None:
    """A strange device, a freeze, a wrong and a right code, a mis-click, a loss, an appeal."""
    await login(time, host, member.id, who, "phone-1", passedSecondFactor=True)
    held = await login(time, host, member.id, who, "phone-2")
    assert held["entitled"] is False, held
    await member.change("freeze", "FreezeInput")
    code = await code_for(system, time, member, who)
    kinds = ("MEMBER_FREEZE", "NEW_DEVICE")
    wrong = await member.change("releaseHold", "ReleaseHoldInput", kind=kinds[0], code="000000")
    assert wrong["code"]
    freed = await member.change("releaseHold", "ReleaseHoldInput", kind=kinds[0], code=code)
    assert "code" not in freed, freed
    code = await code_for(system, time, member, who)
    await member.change("releaseHold", "ReleaseHoldInput", kind=kinds[1], code=code)
    await member.change("cancel", "PlainInput")
    await member.change("undoChange", "PlainInput")
    await time.advance("P36D")
    await status_is(member, "EXPIRED")
    opened = await member.appeal("openAppeal", "OpenAppealInput", text=who.claim)
    async with await system.staff() as staff:
        await staff.appeal("takeAppeal", "TakeAppealInput", number=opened["number"])
        await staff.appeal(
            "addStaffNote", "AppealTextInput", number=opened["number"], text=f"Note: {who.reply}"
        )
        await staff.appeal(
            "askInformation", "AskInformationInput", number=opened["number"], question="Which day?"
        )
        answer = await member.appeal(
            "replyToAppeal", "ReplyToAppealInput", number=opened["number"], text=who.reply
        )
        assert "code" not in answer, answer
        decided = await staff.appeal(
            "decideAppeal", "DecideAppealInput",
            number=opened["number"], verdict="UPHELD", cause="SYNC_DELAY", remedy="RESTORE",
            reason="Your payment reached us in time.", differenceReason="It is at the bank.",
        )  # fmt: skip
        assert "code" not in decided, decided
    await status_is(member, "ACTIVE")


async def bad_days(system: System, time: Time, host: Host, member: Member, who: Secrets) -> None:
    """Whatever goes wrong, with personal data in the middle of it."""
    url = system.gateway
    broken = (
        f'mutation {{ reportLogin(input: {{ deviceLabel: "{who.device}", ip: "{who.ip}" }}) }}',
        f'{{ member(id: "{who.name}", phone: "{who.phone}") {{ id }} }}',
        f"{{ {who.name} {who.phone} ",
    )
    for query in broken:
        with pytest.raises(GraphQLErrors):
            await host.client.run(query)
    whole = await host.change(
        "reportPaymentMethod", "ReportPaymentMethodInput",
        memberId=member.id, masked=f"Visa {who.card}",
    )  # fmt: skip
    assert (whole["code"], whole["field"]) == ("INVALID_INPUT", "masked")
    mistyped = {"memberId": member.id, "phone": [who.phone], "email": {"of": who.address}}
    with pytest.raises(GraphQLErrors):
        await enter(host, **mistyped)
    for phone, email in ((f"{who.phone}99999999", who.address), (who.phone, f"{who.address}@@")):
        with pytest.raises(AssertionError, match="INVALID_INPUT"):
            await enter(host, memberId=member.id, phone=phone, email=email)
    with pytest.raises(GraphQLErrors):
        await host.change(
            "reportLogin", "ReportLoginInput", memberId=member.id, loginId=f"{member.id}-3",
            at=who.device, deviceId="phone-3", ip=who.ip, deviceLabel=who.device,
        )  # fmt: skip
    failed = await member.change(
        "reportLogin", "ReportLoginInput", memberId=who.name, ip=who.ip, deviceLabel=who.device,
        loginId=f"{member.id}-4", at=await time.advance("PT1S"), deviceId="phone-4",
    )  # fmt: skip
    assert failed["code"] == "FORBIDDEN", failed
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": who.phone, "Body": who.claim}
    async with aiohttp.ClientSession() as session:
        bearer = {"authorization": f"Bearer {who.national}.{who.ip}.x"}
        for path in ("/graphql", f"/{who.national}", f"/dev/token?phone={who.national}"):
            await session.post(
                url + path, json={"query": who.phone, "id": [who.ip]}, headers=bearer
            )
            await session.post(url + path, data=f"{{{who.claim}".encode())
        notify = system.supervisor.urls.get("notify", url)
        await session.post(f"{notify}/callbacks/twilio/{who.national}", data=form)


async def failing_providers(system: System, member: Member, who: Secrets) -> None:
    """Providers that refuse, and quote the recipient while they do."""
    for sms, email in (
        ({"status": 500}, {"code": 451}),
        ({"status": 400, "code": 21211}, {"code": 550}),
    ):
        await faults(system, sms={**sms, "to": who.phone}, email={**email, "to": who.address})
        before = {one["id"] for one in await member.alerts()}
        frozen = await member.change("freeze", "FreezeInput")
        assert "code" not in frozen, frozen
        await eventually(partial(tried_in_vain, member, before))
        await faults(system)
        await system.advance("PT2H")
        await forgive(system, member)
        code = await code_for(system, system, member, who)
        await member.change("releaseHold", "ReleaseHoldInput", kind="MEMBER_FREEZE", code=code)


async def tried_in_vain(member: Member, before: set[str]) -> bool:
    """Whether the new hold met the fault on every channel, or the list that the fault led to."""
    alerts = [one for one in await member.alerts() if one["id"] not in before]
    holds = [one for one in alerts if one["eventType"] == "HoldPlaced"]
    out = [d for one in holds for d in one["deliveries"] if d["channel"] != "IN_APP"]
    return bool(out) and all(d["attempts"] or d["state"] == "FILTERED" for d in out)


async def forgive(system: System, member: Member) -> None:
    """Staff lift what a provider said of the addresses."""
    async with await system.staff() as staff:
        for channel in ("SMS", "EMAIL"):
            await staff.do(
                "liftSuppression", "SuppressionInput", "SuppressionsSuccess { __typename }",
                memberId=member.id, channel=channel, reason="The number works again.",
            )  # fmt: skip


async def faults(system: System, **asked: Any) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{system.supervisor.urls['sinks']}/faults", json=asked) as answer,
    ):
        assert answer.status == 200, await answer.text()


async def everything(system: System) -> dict[str, bytes]:
    """What the system left behind where no personal data may be, by where it was found."""
    env = system.supervisor.env
    settings = load_settings(env)
    left = logs(system.var_dir)
    left["broker"] = await queued(env["BROKER_URL"])
    left["broker's log"] = queue_log(system.var_dir)
    left |= await recorded(env["MONGO_URL"], settings.mongo_database_prefix)
    async with aiohttp.ClientSession() as session:
        for name, url in system.supervisor.metrics.items():
            async with session.get(url) as answer:
                left[f"metrics of {name}"] = await answer.read()
        async with session.get(f"{system.supervisor.urls['sinks']}/spans") as answer:
            left["spans"] = await answer.read()
    return left


async def test_nothing_personal_lies_where_it_does_not_belong(system: System) -> None:
    people = {
        f"{system.kind}-private-1": (secrets("诸葛孔明", "zhuge.kongming"), "ZH"),
        f"{system.kind}-private-2": (secrets("Ottoline Quisenberry", "ottoline"), "EN"),
    }
    time = Together(system, len(people))

    async def live(id: str, who: Secrets, language: str) -> None:
        async with await system.host() as host, await system.member(id) as member:
            await register(host, id, who, language)
            await story(system, time, host, member, who)
            await bad_days(system, time, host, member, who)

    async with asyncio.TaskGroup() as living:
        for id, (who, language) in people.items():
            living.create_task(live(id, who, language))
    for id, (who, _) in people.items():  # the provider fails for one at a time
        async with await system.member(id) as member:
            await failing_providers(system, member, who)

    left = await everything(system)
    assert len(left["broker's log"]) > 1_000
    assert all(name in left["spans"] for name in (b"OpenAppeal", b"send SMS", b"receipt of SMS"))
    assert all(f"{id}".encode() in left["membership.events"] for id in people)
    wanted = {secret for who, _ in people.values() for secret in who.all}
    leaks = {place: hits for place, data in left.items() if (hits := found(wanted, data))}
    assert leaks == {}


async def test_the_search_finds_what_is_planted(system: System) -> None:
    who = secrets("司马仲达", "sima.yi")
    env = system.supervisor.env
    log = system.var_dir / "logs" / "planted.log"
    log.write_text(f"{who.phone} called", encoding="utf-8")
    async with Redis.from_url(env["BROKER_URL"]) as broker:
        await broker.set("planted", f'{{"to": "{who.address}"}}')
        left = {"queue": await queued(env["BROKER_URL"])}
        await broker.delete("planted")
    name = f"{load_settings(env).mongo_database_prefix}_notify"
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(env["MONGO_URL"])
    await client[name]["outbox"].insert_one({"_id": "planted", "body": {"ip": who.ip}})
    left |= await recorded(env["MONGO_URL"], load_settings(env).mongo_database_prefix)
    await client[name]["outbox"].delete_one({"_id": "planted"})
    client.close()
    left |= {"logs": logs(system.var_dir)["planted.log"], "aof": queue_log(system.var_dir)}
    log.unlink()
    hits = {place: found(who.all, data) for place, data in left.items()}
    account = who.address.partition("@")[0]
    assert hits["logs"] == {who.phone, who.national}
    assert hits["queue"] == hits["aof"] == {account}
    assert hits["notify.outbox"] == {who.ip}


@pytest.mark.parametrize("secret", ["诸葛孔明", "Ottoline Quisenberry", "+8613984711001"])
def test_no_way_of_writing_it_hides_it(secret: str) -> None:
    for form in forms_of(secret):
        assert found([secret], b'{"x": "' + form.upper() + b'"}')
    for form in in_base64(f"{secret}"):
        assert found([secret], b"~" + form + b"~")
    assert not found([secret], b'{"x": "somebody else"}')
