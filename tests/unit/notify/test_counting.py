"""Whatever plans an alert, the metric counts it, once and only when it is there."""

from typing import Any

from prometheus_client import REGISTRY

from services.notify.contract.commands import SendCode, SetContacts
from services.notify.contract.words import CodePurpose, Topic
from tests.fakes.callers import CONFIRMED, MEMBER
from tests.fakes.notify.memory_house import MemoryHouse
from tests.fakes.notify.people import know


def counted(topic: Topic) -> dict[tuple[str, str], float]:
    """Deliveries planned so far in this process, by channel and state."""
    [family] = [one for one in REGISTRY.collect() if one.name == "notify_planned"]
    return {
        (sample.labels["channel"], sample.labels["state"]): sample.value
        for sample in family.samples
        if sample.name == "notify_planned_total" and sample.labels["topic"] == topic
    }


async def counts(
    notify: MemoryHouse, command: Any, by: Any, topic: Topic
) -> dict[tuple[str, str], int]:
    """What the command adds."""
    before = counted(topic)
    await notify.api.execute(command, by)
    after = counted(topic)
    return {key: int(more) for key in after if (more := after[key] - before.get(key, 0.0))}


async def test_a_code_is_counted(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    send = SendCode(member_id="m-1", purpose=CodePurpose.RELEASE_HOLD)
    assert await counts(notify, send, MEMBER, Topic.CODE) == {("SMS", "PLANNED"): 1}


async def test_a_warning_that_an_address_changed_is_counted_once(notify: MemoryHouse) -> None:
    """An alert to the old phone, and one to the mailbox; the same call again tells nothing."""
    await know(notify, "m-1")
    remove = SetContacts(member_id="m-1", phone="")
    added = await counts(notify, remove, CONFIRMED, Topic.SECURITY)
    assert {key: n for key, n in added.items() if key[1] == "PLANNED"} == {
        ("SMS", "PLANNED"): 1,
        ("EMAIL", "PLANNED"): 1,
    }
    assert await counts(notify, remove, CONFIRMED, Topic.SECURITY) == {}
