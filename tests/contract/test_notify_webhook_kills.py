"""A process that dies at any step of webhooks: nothing is lost, nothing overtaken, and what is sent
twice has the same id."""

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.clock import SystemClock
from services.membership.contract.partner_words import SharedType
from services.notify.contract.webhooks import (
    DeleteWebhook,
    DisableWebhook,
    EnableWebhook,
    ReplayWebhooks,
    WebhookState,
)
from services.notify.core.deliveries.job import OWN_ROOM, Job, JobKind, Lane
from services.notify.core.stores.jobs import LEASE, Jobs
from services.notify.webhooks import calling, replaying
from services.notify.webhooks.assembly import endpoint_health, lay_rooms
from services.notify.webhooks.attempts import Attempts
from services.notify.webhooks.following import FollowedPlace
from services.notify.webhooks.queue import WebhookQueues
from services.notify.webhooks.replaying import Replays, WebhookReplay
from services.notify.webhooks.waking import Waking
from tests.contract.notify_system import House
from tests.contract.webhook_desk import PARTNER, WebhookDesk, webhook_desk

STEPS = [
    (WebhookQueues, "lay"),
    (WebhookQueues, "cancel"),
    (Jobs, "wake"),
    (FollowedPlace, "write"),
    (Jobs, "claim"),
    (WebhookQueues, "park"),
    (Attempts, "add"),
    (WebhookQueues, "give_turn"),
    (WebhookQueues, "delivered"),
    (WebhookQueues, "put_off"),
    (Jobs, "leave"),
    (WebhookQueues, "again"),
    (Replays, "reached"),
    (Replays, "remove"),
]

MOMENTS = [("before", 1), ("after", 1), ("after", 2)]


class KilledError(BaseException):
    """The process is gone: nothing after it happens."""


@pytest.fixture
async def desk(notify: House) -> AsyncIterator[WebhookDesk]:
    async with webhook_desk(notify) as made:
        yield made


def killed_at(
    patch: pytest.MonkeyPatch, kind: type, name: str, *, before: bool, call: int
) -> list[int]:
    """Makes the process die at this call of a step, once. Gives the calls that there were."""
    step, counted = getattr(kind, name), itertools.count(1)
    calls: list[int] = []

    async def dies(*args: Any, **named: Any) -> Any:
        calls.append(number := next(counted))
        if number == call and before:
            raise KilledError
        found = await step(*args, **named)
        if number == call:
            raise KilledError
        return found

    patch.setattr(kind, name, dies)
    return calls


async def leases_end(desk: WebhookDesk) -> None:
    """Those of the dead process: real time, which no clock of a test moves."""
    over = SystemClock().now() - LEASE
    rows = desk.house.db["jobs"]
    await rows.update_many({"lease": {"$ne": ""}}, {"$set": {"lease_until": over}})


async def round_of(desk: WebhookDesk) -> None:
    try:
        await desk.send(later=timedelta(seconds=20))
    except KilledError:
        await leases_end(desk)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: f"{one[0]} call {one[1]}")
@pytest.mark.parametrize(("kind", "name"), STEPS, ids=[f"{k.__name__}.{n}" for k, n in STEPS])
async def test_a_kill_at_any_step_loses_and_overtakes_nothing(
    desk: WebhookDesk,
    monkeypatch: pytest.MonkeyPatch,
    kind: type,
    name: str,
    moment: tuple[str, int],
) -> None:
    monkeypatch.setattr(replaying, "_PAGE", 3)
    id = await desk.endpoint()
    failing = iter([500, 500])
    desk.receiver.answering["/"] = lambda c: next(failing, 204) if c.data["sequence"] == 2 else 204
    when, call = moment
    calls = killed_at(monkeypatch, kind, name, before=when == "before", call=call)
    for _ in range(4):
        desk.share("m-1")
        desk.share("m-2")
    await round_of(desk)
    desk.share("m-3")
    desk.share("m-3", SharedType.FOLLOW_ENDED)
    for _ in range(4):
        await round_of(desk)
    for _ in range(3):
        await desk.send(later=timedelta(minutes=40))
    check_order(desk, {"m-1": 4, "m-2": 4, "m-3": 2}, last={"m-3": 2})
    desk.receiver.calls.clear()
    try:
        await desk.do(ReplayWebhooks(partner_id=PARTNER, endpoint_id=id), idempotency_key="k")
    except KilledError:  # whoever asked asks again, with the same key
        await desk.do(ReplayWebhooks(partner_id=PARTNER, endpoint_id=id), idempotency_key="k")
    for _ in range(4):
        await round_of(desk)
    await desk.send()
    check_order(desk, {"m-1": 4, "m-2": 4, "m-3": 2}, last={"m-3": 2, "m-1": 4})
    assert await desk.house.jobs() == []
    states = {one.state for one in await desk.deliveries(id)}
    assert states <= {WebhookState.DELIVERED, WebhookState.CANCELLED}
    assert calls, "it is a step of these"


@pytest.mark.parametrize("enabling", [True, False], ids=["enabled", "deleted"])
async def test_whoever_enables_or_deletes_may_die_right_after(
    desk: WebhookDesk, monkeypatch: pytest.MonkeyPatch, enabling: bool
) -> None:
    id = await desk.endpoint()
    await desk.do(DisableWebhook(partner_id=PARTNER, endpoint_id=id))
    item = desk.share()
    await desk.send()
    killed_at(monkeypatch, Waking, "calls", before=True, call=1)
    kind = EnableWebhook if enabling else DeleteWebhook
    with pytest.raises(KilledError):
        await desk.do(kind(partner_id=PARTNER, endpoint_id=id))
    await endpoint_health(lay_rooms(desk.house.settings, desk.house.core), desk.house.core).sweep()
    await desk.send()
    assert desk.receiver.ids() == ([item.id] if enabling else [])
    assert (await desk.stored.find(id) is not None) is enabling


async def test_what_waits_for_an_endpoint_that_is_enabled_goes_batch_by_batch(
    desk: WebhookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does it may die in between: the next one goes on where it was."""
    monkeypatch.setattr(calling, "HURRIED_AT_ONCE", 2)
    id = await desk.endpoint()
    desk.receiver.answering["/"] = lambda _: 500
    members = [f"m-{n}" for n in range(7)]
    items = [desk.share(member) for member in members]
    await desk.send()
    await desk.send(later=timedelta(seconds=10))  # the next attempt is five minutes away
    await desk.do(DisableWebhook(partner_id=PARTNER, endpoint_id=id))
    outcome = await desk.do(EnableWebhook(partner_id=PARTNER, endpoint_id=id))
    assert outcome.endpoint is not None
    assert outcome.endpoint.resuming
    desk.receiver.answering.clear()
    desk.receiver.calls.clear()
    batches = killed_at(monkeypatch, WebhookQueues, "hurry", before=False, call=2)
    with pytest.raises(KilledError):
        await desk.send()
    assert (desk.receiver.calls, (await desk.view(id)).resuming) == ([], True)
    await leases_end(desk)
    await desk.send(later=timedelta(seconds=20))
    assert sorted(desk.receiver.ids()) == sorted(item.id for item in items)
    assert not (await desk.view(id)).resuming
    assert batches == [1, 2, 3, 4, 5], "two of two, then two, one and none"


async def test_what_is_new_waits_until_all_that_was_asked_for_again_is_laid(
    desk: WebhookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where whoever lays it dies between two pages."""
    monkeypatch.setattr(replaying, "_PAGE", 2)
    id = await desk.endpoint()
    for _ in range(5):
        desk.share()
    await desk.send()
    desk.receiver.calls.clear()
    await desk.do(ReplayWebhooks(partner_id=PARTNER, endpoint_id=id))
    killed_at(monkeypatch, WebhookQueues, "again", before=False, call=1)
    with pytest.raises(KilledError):
        await desk.send()
    desk.share()
    await desk.lay()
    await leases_end(desk)
    await desk.send(later=timedelta(seconds=20))
    assert [call.data["sequence"] for call in desk.receiver.calls] == [1, 2, 3, 4, 5, 6]


async def test_a_replay_that_an_earlier_release_began_is_laid_by_the_endpoint_s_job(
    desk: WebhookDesk,
) -> None:
    """There it had a job of its own."""
    id = await desk.endpoint()
    item = desk.share()
    await desk.send()
    desk.receiver.calls.clear()
    replay = WebhookReplay(id="r", endpoint_id=id, partner_id=PARTNER, after=0, upto=item.place)
    await Replays(desk.house.db).add(replay)
    own = Job(id="webhook-replays/r", kind=JobKind.REPLAY, channel=OWN_ROOM, lane=Lane.WEBHOOKS,
              next_due=desk.house.clock.now(), items=())  # fmt: skip
    await desk.house.core.jobs.wake(own)
    for _ in range(2):
        await desk.send()
    assert desk.receiver.ids() == [item.id]
    assert await desk.house.jobs() == []


def check_order(desk: WebhookDesk, told: dict[str, int], last: dict[str, int]) -> None:
    """Each member's sequence never goes back but to be repeated, and comes to its end."""
    for member, count in told.items():
        theirs = [c for c in desk.receiver.calls if c.data["memberId"] == member]
        sequences = [call.data["sequence"] for call in theirs]
        assert sequences == sorted(sequences), (member, sequences)
        assert sequences[-1] == count
        assert len({call.id for call in theirs}) == len(set(sequences)), "the same has the same id"
        if member not in last:
            assert set(sequences) == set(range(1, count + 1)), (member, sequences)
