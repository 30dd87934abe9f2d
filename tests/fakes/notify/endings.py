"""A scene in which a delivery comes to its end, and what has to hold then."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, NamedTuple

from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.deliveries.journal import Delivery
from tests.fakes.notify.desk import Desk
from tests.fakes.notify.house import AnyHouse
from tests.unit.notify.samples import SAMPLES
from tests.waiting import eventually

RENEWED = SAMPLES["MembershipRenewed"]  # by SMS; after ten minutes without a receipt by e-mail
EXPIRED = SAMPLES["MembershipExpired"]  # by SMS and e-mail at once


class Scene(NamedTuple):
    house: Any
    desk: Desk

    async def told(self, event: Any = RENEWED, **contacts: str) -> None:
        """The one member of the scene, told of one event; nothing is sent yet."""
        await self.house.know("m-1", **contacts)
        await self.desk.tell(event, self.house.clock.now())

    async def on(self, channel: Channel) -> Delivery:
        found: dict[str, Delivery] = await self.house.deliveries("m-1")
        return found[channel]

    async def sms_only(self, **faults: Any) -> None:
        await self.told(email="")
        await self.house.sinks.faults(**faults)
        await self.house.attend()

    async def mail_only(self, **faults: Any) -> None:
        await self.told(phone="")
        await self.house.sinks.faults(**faults)
        await self.house.attend()


Bringing = Callable[[Scene], Awaitable[None]]


class Ending(NamedTuple):
    """`words`: the rule's name, or part of the reason."""

    channel: Channel
    state: DeliveryState
    words: str
    bring_about: Bringing


class Endings(list[Ending]):
    def __call__(
        self, channel: Channel, state: DeliveryState, words: str = ""
    ) -> Callable[[Bringing], Bringing]:
        """Lists the one that the function brings about."""

        def listed(bring_about: Bringing) -> Bringing:
            self.append(Ending(channel, state, words, bring_about))
            return bring_about

        return listed


async def it_ends_so(scene: Scene, ending: Ending) -> None:
    """It says why, and nothing is left to be done about it."""
    await ending.bring_about(scene)
    delivery = await scene.on(ending.channel)
    said = delivery.rule or delivery.reason
    assert (delivery.state, ending.words in said) == (ending.state, True), said
    await eventually(lambda: all_is_done(scene.house))
    later = [d for d in await scene.house.all_deliveries() if d.id == delivery.id]
    assert [d.state for d in later] == [ending.state]
    for alert in await scene.house.alerts("m-1"):  # codes and digests are in no inbox
        view = next(d for d in alert.deliveries if d.channel is ending.channel)
        assert view.history
        assert all(step.says.zh and step.says.en for step in view.history)


async def all_is_done(house: AnyHouse) -> bool:
    await house.attend(later=timedelta(days=1))
    return not await house.jobs()
