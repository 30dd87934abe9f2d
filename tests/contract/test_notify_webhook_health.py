"""Endpoints over days: secrets that overlap, warnings by mail, disabling, what is kept, replays."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from infra.kernel.errors import Forbidden, InvalidInput, NotAllowed, NotFound
from services.membership.contract.partner_events import PartnerCutOff, PartnerReadmitted
from services.membership.contract.partner_words import SharedType
from services.notify.contract.operations import Trouble
from services.notify.contract.webhooks import (
    CallError,
    ChangeWebhook,
    CreateWebhook,
    DeleteWebhook,
    DisabledBecause,
    DisableWebhook,
    EnableWebhook,
    EndpointState,
    GetWebhookDeliveries,
    ReplayWebhooks,
    RotateWebhookSecret,
    WebhookEvent,
    WebhookState,
)
from services.notify.contract.words import Channel
from services.notify.core.deliveries.job import Lane
from services.notify.core.gates.refusals import Refusals
from services.notify.operations.domain.conditions import refused
from services.notify.webhooks.assembly import cutting_off, endpoint_health, lay_rooms
from services.notify.webhooks.retention import KEPT_FOR
from services.notify.webhooks.sealing import Sealing
from tests.contract.notify_system import House
from tests.contract.webhook_desk import PARTNER, SECOND, WebhookDesk, partner_caller, webhook_desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def desk(notify: House) -> AsyncIterator[WebhookDesk]:
    async with webhook_desk(notify) as made:
        yield made


async def over_days(desk: WebhookDesk, days: float) -> None:
    """Lets that time pass in steps of hours: what falls due on the way is done."""
    health = endpoint_health(lay_rooms(desk.house.settings, desk.house.core), desk.house.core)
    for _ in range(round(days * 4)):
        await desk.send(later=6 * HOUR)
        await health.sweep()
        await desk.house.attend()  # the mails


async def mails(desk: WebhookDesk) -> list[str]:
    """Subjects to the partner's people, oldest first."""
    sent = await desk.house.sent()
    found = [one for one in sent if one["to"] == "ops@acme.example"]
    return [one["subject"] for one in reversed(found)]


async def test_both_secrets_sign_for_a_day(desk: WebhookDesk) -> None:
    id = await desk.endpoint()
    [old] = desk.receiver.secrets["/"]
    turned = await desk.do(RotateWebhookSecret(partner_id=PARTNER, endpoint_id=id))
    assert turned.secret.startswith("whsec_")
    assert turned.secret != old
    desk.receiver.secrets["/"] = [old, turned.secret]
    desk.share()
    await desk.send(later=DAY - HOUR)
    assert len(desk.receiver.calls) == 1
    assert (await desk.view(id)).old_secret_until is not None
    desk.receiver.secrets["/"] = [turned.secret]
    desk.share()
    await desk.send(later=2 * HOUR)
    [_, call] = desk.receiver.calls
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(call.body, call.headers)
    assert (await desk.view(id)).old_secret_until is None


async def test_a_secret_is_shown_once_and_stored_encrypted(desk: WebhookDesk) -> None:
    command = CreateWebhook(partner_id=PARTNER, url=f"{desk.receiver.url}/")
    by = partner_caller(idempotency_key="k-1")
    made = await desk.house.api.execute(command, by)
    again = await desk.house.api.execute(command, by)
    assert made.webhook
    assert again.webhook
    assert (again.repeated, again.webhook.secret) == (True, "")
    assert made.webhook.endpoint
    assert again.webhook.endpoint == made.webhook.endpoint
    turn = RotateWebhookSecret(partner_id=PARTNER, endpoint_id=made.webhook.endpoint.id)
    first, second = [await desk.house.api.execute(turn, by) for _ in range(2)]
    assert first.webhook
    assert second.webhook
    assert first.webhook.secret
    assert (second.repeated, second.webhook.secret) == (True, "")
    [row] = await desk.house.db["webhook_endpoints"].find({}).to_list(None)
    for secret in (made.webhook.secret, first.webhook.secret):
        assert secret.removeprefix("whsec_") not in str(row)


async def test_a_secret_that_no_key_opens_is_told_and_mended_by_rotating_it(
    desk: WebhookDesk,
) -> None:
    id = await desk.endpoint()
    sealed = Sealing(["the key that was lost"]).seal("whsec_c2VjcmV0")
    lost = {"$set": {"secrets.0.sealed": sealed}}
    await desk.house.db["webhook_endpoints"].update_one({"_id": id}, lost)
    item = desk.share()
    await desk.send()
    assert desk.receiver.calls == []
    assert (await desk.view(id)).secret_lost
    now = desk.house.clock.now()
    [told] = refused(await Refusals(desk.house.db, desk.house.clock).all(), now)
    assert told.kind is Trouble.WEBHOOK_KEY_LOST
    assert told.detail == "WEBHOOK_KEY does not open them"
    turned = await desk.do(RotateWebhookSecret(partner_id=PARTNER, endpoint_id=id))
    desk.receiver.secrets["/"] = [turned.secret]
    await desk.send()
    assert desk.receiver.ids() == [item.id]
    assert not (await desk.view(id)).secret_lost


async def test_five_days_of_failure_warn_by_mail_and_then_disable(desk: WebhookDesk) -> None:
    id = await desk.endpoint(contact="ops@acme.example")
    desk.receiver.answering["/"] = lambda _: 500
    first = desk.share()
    await desk.send()
    await over_days(desk, 2.25)
    assert await mails(desk) == []
    await over_days(desk, 2.5)
    told = await desk.house.sent()
    said = [re.search(r"(\d+)% of the five days", one["body"]) for one in reversed(told)]
    assert [found[1] for found in said if found] == ["50", "70", "90"]
    assert f" ({id[:8]}) since " in told[0]["body"]
    assert re.search(r"since \d+ \w+ \d+, \d\d:\d\d \(UTC\+08:00\)\.", told[0]["body"])
    assert (await desk.view(id)).state is EndpointState.ENABLED
    await over_days(desk, 0.5)
    view = await desk.view(id)
    assert (view.state, view.disabled_because) == (EndpointState.DISABLED, DisabledBecause.FAILING)
    assert (await mails(desk))[3:] == ["Your webhook endpoint was disabled"]
    kept = [desk.share(), desk.share("m-2")]
    await desk.send()
    desk.receiver.calls.clear()
    desk.receiver.answering.clear()
    await over_days(desk, 1)
    assert desk.receiver.calls == []
    await desk.do(EnableWebhook(partner_id=PARTNER, endpoint_id=id))
    await desk.send()
    by_member = [c.id for c in desk.receiver.calls if c.data["memberId"] == "m-1"]
    assert by_member == [first.id, kept[0].id]
    assert kept[1].id in desk.receiver.ids()
    assert len(desk.receiver.calls) == 3
    assert len(await mails(desk)) == 4


async def test_a_warning_that_it_recovered_from_is_not_sent(desk: WebhookDesk) -> None:
    id = await desk.endpoint(contact="ops@acme.example")
    desk.receiver.answering["/"] = lambda _: 500
    desk.share()
    await desk.send()
    rooms = lay_rooms(desk.house.settings, desk.house.core)
    for _ in range(9):
        await desk.send(later=6 * HOUR)
    desk.house.clock.advance(7 * HOUR)
    await endpoint_health(rooms, desk.house.core).sweep()  # planned, and not sent yet
    [mail] = await desk.house.jobs("SEND")
    endpoint = await desk.stored.find(id)
    assert endpoint
    assert endpoint.warned == 50
    desk.receiver.answering.clear()
    desk.share("m-2")
    await desk.lay()
    for job in await desk.house.jobs("CALL"):
        await desk.house.job_runner.attend(job["_id"], Lane.CODES, Channel(job["channel"]))
    assert len(desk.receiver.calls) > 1
    await desk.house.attend()
    assert await desk.house.jobs("SEND") == []
    assert await mails(desk) == []
    assert mail["items"]


async def test_without_a_contact_of_its_own_the_partner_s_is_told(desk: WebhookDesk) -> None:
    await desk.endpoint(language="zh-CN")
    desk.shared.emails[PARTNER] = "ops@acme.example"
    desk.receiver.answering["/"] = lambda _: 410
    desk.share()
    await desk.send()
    await desk.house.attend()
    assert await mails(desk) == ["您的推送地址已被停用"]
    [sent] = await desk.house.sent()
    assert "127.0.0.1" in sent["body"]
    assert "它返回了410" in sent["body"]


async def test_a_mail_that_cannot_be_delivered_stops_nothing(desk: WebhookDesk) -> None:
    id = await desk.endpoint(contact="ops@acme.example")
    await desk.house.sinks.faults(email={"code": 550})
    desk.receiver.answering["/"] = lambda _: 410
    desk.share()
    await desk.send()
    for _ in range(5):
        await desk.house.attend(later=HOUR)
    assert await desk.house.jobs() == []
    assert (await desk.view(id)).disabled_because is DisabledBecause.GONE


async def test_what_was_disabled_by_the_partner_is_kept_and_sent_when_enabled(
    desk: WebhookDesk,
) -> None:
    id = await desk.endpoint(contact="ops@acme.example")
    await desk.do(DisableWebhook(partner_id=PARTNER, endpoint_id=id))
    items = [desk.share() for _ in range(30)]
    await desk.send(later=10 * DAY)
    assert desk.receiver.calls == []
    await desk.do(EnableWebhook(partner_id=PARTNER, endpoint_id=id))
    await desk.send()
    assert desk.receiver.ids() == [item.id for item in items]
    assert await mails(desk) == []


async def test_a_span_of_time_and_what_lies_behind_a_place_are_sent_again(
    desk: WebhookDesk,
) -> None:
    """Also what was there before the endpoint was, and nothing of who has withdrawn."""
    early = desk.share("m-0")
    await desk.lay()
    desk.house.clock.advance(HOUR)
    id = await desk.endpoint()
    begin = desk.house.clock.now()
    items = [desk.share(member) for member in ("m-1", "m-2", "m-1")]
    gone = desk.share("m-3")
    await desk.send()
    desk.house.clock.advance(HOUR)
    end = desk.share("m-3", SharedType.FOLLOW_ENDED)
    late = desk.share("m-1")
    await desk.send()
    desk.receiver.calls.clear()
    span = {"since": begin, "until": begin + HOUR}
    await desk.do(ReplayWebhooks(partner_id=PARTNER, endpoint_id=id, **span))
    assert (await desk.view(id)).replaying
    await desk.send()
    await desk.send()
    assert sorted(desk.receiver.ids()) == sorted(item.id for item in items)
    ours = [c.id for c in desk.receiver.calls if c.data["memberId"] == "m-1"]
    assert ours == [items[0].id, items[2].id]
    assert not (await desk.view(id)).replaying
    desk.receiver.calls.clear()
    again = ReplayWebhooks(partner_id=PARTNER, endpoint_id=id, after=items[2].place)
    await desk.do(again)
    await desk.send()
    await desk.send()
    assert sorted(desk.receiver.ids()) == sorted([end.id, late.id])
    desk.receiver.calls.clear()
    await desk.do(ReplayWebhooks(partner_id=PARTNER, endpoint_id=id))
    await desk.send()
    await desk.send()
    assert early.id in desk.receiver.ids()
    assert gone.id not in desk.receiver.ids()


async def test_who_is_cut_off_gets_nothing_more_until_readmitted(desk: WebhookDesk) -> None:
    await desk.endpoint()
    await desk.endpoint("/other", partner="other")
    house = desk.house
    rooms = lay_rooms(house.settings, house.core)
    house.neighbours.membership.publish("partner/acme", PartnerCutOff(reason="breach"))
    await cutting_off(rooms, house.core).step(0.0)
    kept, _ = desk.share(), desk.share(partner="other")
    await desk.send(later=DAY)
    assert [call.path for call in desk.receiver.calls] == ["/other"]
    house.neighbours.membership.publish("partner/acme", PartnerReadmitted(reason="mended"))
    await cutting_off(rooms, house.core).step(0.0)
    await desk.send()
    assert desk.receiver.ids() == [kept.id]


async def test_a_deleted_endpoint_leaves_nothing(desk: WebhookDesk) -> None:
    id = await desk.endpoint()
    desk.receiver.answering["/"] = lambda _: 500
    desk.share()
    await desk.send()
    await desk.do(DeleteWebhook(partner_id=PARTNER, endpoint_id=id))
    await desk.send(later=DAY)
    for name in ("webhook_endpoints", "webhook_deliveries", "webhook_attempts", "jobs"):
        assert await desk.house.db[name].count_documents({}) == 0, name
    assert len(desk.receiver.calls) == 1


async def test_what_is_over_for_a_month_is_forgotten(desk: WebhookDesk) -> None:
    id = await desk.endpoint()
    desk.share()
    await desk.send()
    desk.receiver.answering["/"] = lambda _: 500
    desk.house.clock.advance(HOUR)
    pending = desk.share()
    await desk.send()
    rooms = lay_rooms(desk.house.settings, desk.house.core)
    await rooms.retention.look()
    assert len(await desk.deliveries(id)) == 2
    desk.house.clock.advance(KEPT_FOR)
    await rooms.retention.look()
    assert [one.id for one in await desk.deliveries(id)] == [pending.id]
    assert await desk.house.db["webhook_attempts"].count_documents({}) == 1


async def test_a_redirect_to_loopback_is_a_failure(desk: WebhookDesk) -> None:
    from aiohttp import web

    id = await desk.endpoint("/there")
    inside = f"{desk.receiver.url}/inside"
    desk.receiver.answering["/there"] = lambda _: web.Response(
        status=302, headers={"location": inside}
    )
    desk.share()
    await desk.send()
    [one] = await desk.deliveries(id)
    assert [(a.status, a.error) for a in one.attempts] == [(302, CallError.REDIRECT)]
    assert desk.receiver.to("/inside") == []
    assert one.state is WebhookState.PENDING


async def test_what_an_endpoint_asks_for_waits_so_long(desk: WebhookDesk) -> None:
    from aiohttp import web

    await desk.endpoint()
    desk.receiver.answering["/"] = lambda _: web.Response(
        status=429, headers={"retry-after": "3600"}
    )
    desk.share()
    await desk.send()
    await desk.send(later=HOUR - timedelta(minutes=1))
    assert len(desk.receiver.calls) == 1
    await desk.send(later=timedelta(minutes=2))
    assert len(desk.receiver.calls) == 2


async def test_endpoints_are_their_partner_s_alone(desk: WebhookDesk) -> None:
    id = await desk.endpoint()
    with pytest.raises(Forbidden):
        await desk.do(DeleteWebhook(partner_id=PARTNER, endpoint_id=id), "other")
    with pytest.raises(NotFound):
        await desk.do(DeleteWebhook(partner_id="other", endpoint_id=id), "other")
    query = GetWebhookDeliveries(partner_id="other", endpoint_id=id)
    [answer] = await desk.house.api.read([query])
    assert "NOT_FOUND" in str(answer)


async def test_bad_input_names_its_field(desk: WebhookDesk) -> None:
    url, ours = f"{desk.receiver.url}/", {"partner_id": PARTNER}
    for field, given in {
        "url": {"url": "https://10.1.2.3/"},
        "contact": {"url": url, "contact": "nobody"},
        "language": {"url": url, "language": "fr"},
        "payload": {"url": url, "payload": 2},
        "description": {"url": url, "description": "x" * 201},
    }.items():
        with pytest.raises(InvalidInput) as refused:
            await desk.do(CreateWebhook(**ours, **given))
        assert refused.value.field == field
    id = await desk.endpoint()
    with pytest.raises(InvalidInput) as refused:
        await desk.do(ChangeWebhook(**ours, endpoint_id=id, url="https://169.254.169.254/latest"))
    assert refused.value.field == "url"
    now = datetime.now(UTC)
    with pytest.raises(InvalidInput):
        await desk.do(ReplayWebhooks(**ours, endpoint_id=id, since=now, until=now - SECOND))
    for _ in range(19):
        await desk.endpoint()
    with pytest.raises(NotAllowed):
        await desk.endpoint()


async def test_a_changed_endpoint_is_called_as_it_is_now(desk: WebhookDesk) -> None:
    id = await desk.endpoint("/old")
    desk.receiver.secrets["/new"] = desk.receiver.secrets["/old"]
    change = ChangeWebhook(
        partner_id=PARTNER, endpoint_id=id, url=f"{desk.receiver.url}/new",
        events=(WebhookEvent.STATUS_CHANGED,), description="  the   new one ",
    )  # fmt: skip
    changed = await desk.do(change)
    assert changed.endpoint
    assert (changed.endpoint.description, changed.endpoint.events) == (
        "the new one", (WebhookEvent.STATUS_CHANGED,),
    )  # fmt: skip
    desk.share("m-1", SharedType.FOLLOW_BEGAN)
    item = desk.share("m-1")
    await desk.send()
    assert [(call.path, call.id) for call in desk.receiver.calls] == [("/new", item.id)]
