"""Webhooks on the real database: signed, in each member's order, tried again, never lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from services.membership.contract.partner_words import SharedType
from services.notify.contract.webhooks import (
    CallError,
    DisabledBecause,
    DisableWebhook,
    EndpointState,
    TestWebhook,
    WebhookEvent,
    WebhookState,
)
from services.notify.core.ports.calls import WebhookAnswer, WebhookCall
from services.notify.providers.webhook.caller import WebhookCaller
from services.notify.webhooks.calling import PAUSE
from services.notify.webhooks.domain.endpoint import WebhookEndpoint
from services.notify.webhooks.endpoint_store import Endpoints
from services.notify.webhooks.run import IN_VAIN
from tests.contract.notify_system import House, eventually, running
from tests.contract.webhook_desk import PARTNER, SECOND, WebhookDesk, webhook_desk
from tests.waiting import PATIENCE


@pytest.fixture
async def desk(notify: House) -> AsyncIterator[WebhookDesk]:
    async with webhook_desk(notify) as made:
        yield made


async def test_what_is_shared_arrives_signed_and_byte_for_byte(desk: WebhookDesk) -> None:
    id = await desk.endpoint()
    item = desk.share()
    await desk.send()
    [call] = desk.receiver.calls
    assert (call.id, call.body) == (item.id, item.payload)
    assert call.headers["Content-Type"] == "application/json"
    [one] = await desk.deliveries(id)
    assert (one.id, one.state, one.event) == (
        item.id, WebhookState.DELIVERED, WebhookEvent.STATUS_CHANGED,
    )  # fmt: skip
    [attempt] = one.attempts
    assert (attempt.status, attempt.error) == (204, None)
    assert await desk.house.jobs() == []


async def test_each_member_s_go_in_their_order_and_nobody_waits_for_another(
    desk: WebhookDesk,
) -> None:
    """m-1's first fails once: its second waits for it, m-2's do not."""
    await desk.endpoint()
    first, second = desk.share("m-1"), desk.share("m-1")
    others = [desk.share("m-2") for _ in range(3)]
    desk.receiver.answering["/"] = lambda call: 500 if call.id == first.id else 204
    await desk.send()
    sent = desk.receiver.ids()
    assert sent.count(first.id) == 1
    assert second.id not in sent
    assert [id for id in sent if id != first.id] == [one.id for one in others]
    desk.receiver.calls.clear()
    desk.receiver.answering.clear()
    await desk.send(later=6 * SECOND)
    assert desk.receiver.ids() == [first.id, second.id]


async def test_the_schedule_is_that_of_the_specification_and_then_daily(
    desk: WebhookDesk,
) -> None:
    id = await desk.endpoint()
    desk.receiver.answering["/"] = lambda _: 503
    desk.share()
    await desk.send()
    waits = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400]
    for number, seconds in enumerate(waits[:6], start=1):
        [one] = await desk.deliveries(id)
        assert len(one.attempts) == number
        assert one.next_at is not None
        left = (one.next_at - one.attempts[-1].at).total_seconds()
        assert 0.9 * seconds <= left <= 1.1 * seconds
        await desk.send(later=timedelta(seconds=0.85 * seconds))
        assert len(desk.receiver.calls) == number, "it is too early"
        await desk.send(later=timedelta(seconds=0.3 * seconds))
    assert len(desk.receiver.calls) == 7
    assert len(set(desk.receiver.ids())) == 1


async def test_an_endpoint_that_is_gone_is_disabled_at_once_and_keeps_its_events(
    desk: WebhookDesk,
) -> None:
    id = await desk.endpoint()
    desk.receiver.answering["/"] = lambda _: 410
    desk.share()
    await desk.send()
    view = await desk.view(id)
    assert (view.state, view.disabled_because) == (EndpointState.DISABLED, DisabledBecause.GONE)
    desk.share()
    await desk.send(later=timedelta(days=1))
    assert len(desk.receiver.calls) == 1
    assert {one.state for one in await desk.deliveries(id)} == {WebhookState.PENDING}
    assert len(await desk.deliveries(id)) == 2


async def test_a_slow_endpoint_delays_no_other(desk: WebhookDesk) -> None:
    """Its calls are still waited for when the other has all that it is to get."""
    await desk.endpoint("/slow")
    await desk.endpoint("/quick", partner="other")
    desk.receiver.holding["/slow"] = asyncio.Event()
    async with running(desk.house):
        for n in range(40):
            desk.share(f"m-{n}")
            desk.share(f"m-{n}", partner="other")
        await eventually(lambda: len(desk.receiver.to("/quick")) == 40)
        await eventually(lambda: desk.receiver.to("/slow"))
        held = len(desk.receiver.to("/slow"))
        assert desk.receiver.at_once["/slow"] == held <= 16
        desk.receiver.holding["/slow"].set()


async def test_an_endpoint_that_takes_nothing_is_left_alone_for_a_moment(
    desk: WebhookDesk,
) -> None:
    """However many members wait; the first success ends it."""
    await desk.endpoint()
    desk.receiver.answering["/"] = lambda _: 500
    for n in range(2 * IN_VAIN):
        desk.share(f"m-{n}")
    await desk.send()
    tried = len(desk.receiver.calls)
    assert IN_VAIN <= tried < 1.5 * IN_VAIN
    await desk.send(later=SECOND)
    assert len(desk.receiver.calls) == tried
    desk.receiver.answering.clear()
    desk.receiver.calls.clear()
    await desk.send(later=PAUSE)
    assert len(set(desk.receiver.ids())) == 2 * IN_VAIN


async def test_what_is_under_way_when_it_is_disabled_is_written_down(
    desk: WebhookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, seen = Endpoints.find, list[WebhookEndpoint | None]()

    async def find(self: Endpoints, id: str) -> WebhookEndpoint | None:
        seen.append(await found(self, id))
        return seen[-1]

    monkeypatch.setattr(Endpoints, "find", find)
    id = await desk.endpoint()
    desk.receiver.holding["/"] = asyncio.Event()
    item, other = desk.share("m-1"), desk.share("m-1")
    await desk.lay()
    sending = asyncio.create_task(desk.house.attend())
    await eventually(lambda: desk.receiver.ids() == [item.id])
    await desk.do(DisableWebhook(partner_id=PARTNER, endpoint_id=id))
    seen.clear()
    await eventually(lambda: any(one and not one.enabled for one in seen))
    desk.receiver.holding.pop("/").set()
    async with asyncio.timeout(PATIENCE):
        await sending
    states = {one.id: one.state for one in await desk.deliveries(id)}
    assert states == {item.id: WebhookState.DELIVERED, other.id: WebhookState.PENDING}
    assert desk.receiver.ids() == [item.id]


async def test_a_call_that_fails_in_an_unforeseen_way_is_tried_again(
    desk: WebhookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await desk.endpoint()
    post = WebhookCaller.post

    async def breaks(self: WebhookCaller, call: WebhookCall) -> WebhookAnswer:
        if b'"memberId":"m-1"' in call.body:
            raise RuntimeError("not foreseen")
        return await post(self, call)

    monkeypatch.setattr(WebhookCaller, "post", breaks)
    item, other = desk.share("m-1"), desk.share("m-2")
    await desk.send()
    assert desk.receiver.ids() == [other.id]
    failed = next(one for one in await desk.deliveries(id) if one.id == item.id)
    assert [attempt.error for attempt in failed.attempts] == [CallError.CONNECT]
    monkeypatch.undo()
    await desk.send(later=6 * SECOND)
    assert desk.receiver.ids() == [other.id, item.id]


async def test_the_end_of_following_is_the_last_that_is_sent(desk: WebhookDesk) -> None:
    """Also where the endpoint asked for other events only."""
    id = await desk.endpoint(events=(WebhookEvent.STATUS_CHANGED,))
    desk.receiver.answering["/"] = lambda _: 500
    desk.share("m-1")
    await desk.send()
    desk.share("m-1")
    await desk.lay()
    end = desk.share("m-1", SharedType.FOLLOW_ENDED)
    other = desk.share("m-2")
    desk.receiver.answering.clear()
    desk.receiver.calls.clear()
    await desk.send(later=timedelta(minutes=1))
    assert sorted(desk.receiver.ids()) == sorted([end.id, other.id])
    states = {
        one.sequence: one.state for one in await desk.deliveries(id) if one.member_id == "m-1"
    }
    assert states == {
        1: WebhookState.CANCELLED,
        2: WebhookState.CANCELLED,
        3: WebhookState.DELIVERED,
    }
    assert await desk.house.db["webhook_deliveries"].find({"state": "CANCELLED"}).distinct(
        "body"
    ) == [b""], "what the member shares no longer is not kept"


async def test_what_a_member_shares_less_of_is_not_sent_any_more(desk: WebhookDesk) -> None:
    await desk.endpoint()
    desk.receiver.answering["/"] = lambda _: 500
    desk.share("m-1")
    await desk.send()
    anew = desk.share("m-1", SharedType.FOLLOW_BEGAN)
    desk.receiver.answering.clear()
    desk.receiver.calls.clear()
    await desk.send(later=timedelta(minutes=1))
    assert desk.receiver.ids() == [anew.id]


async def test_over_the_broker_and_a_worker_it_arrives_at_once(desk: WebhookDesk) -> None:
    await desk.endpoint()
    async with running(desk.house):
        items = [desk.share(f"m-{n % 20}") for n in range(100)]
        await eventually(lambda: len(set(desk.receiver.ids())) == 100)
        last = desk.share()
        await eventually(lambda: last.id in desk.receiver.ids())
    for member in {item.member_id for item in items}:
        ours = [item.id for item in items if item.member_id == member]
        assert [id for id in desk.receiver.ids() if id in ours] == ours


async def test_a_test_event_is_sent_whatever_the_endpoint_wants(desk: WebhookDesk) -> None:
    id = await desk.endpoint(events=(WebhookEvent.FOLLOW_ENDED,))
    made = await desk.do(TestWebhook(partner_id=PARTNER, endpoint_id=id))
    await desk.send()
    [call] = desk.receiver.calls
    assert call.id == made.webhook_id
    assert call.data == {"partnerId": PARTNER}


async def test_an_answer_that_is_no_2xx_is_kept_cut_and_clean(desk: WebhookDesk) -> None:
    from aiohttp import web

    id = await desk.endpoint()
    desk.receiver.answering["/"] = lambda _: web.Response(
        status=422, text="no\x00 such \x1b[31mmember\n" + "x" * 5_000
    )
    desk.share()
    await desk.send()
    [one] = await desk.deliveries(id)
    [attempt] = one.attempts
    assert (attempt.status, attempt.error) == (422, CallError.STATUS)
    assert attempt.response.startswith("no such [31mmember xxx")
    assert len(attempt.response) == 200
