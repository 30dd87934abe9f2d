"""A small notification: what a member was told, as appeals ask for it."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import Unavailable
from infra.kernel.text import LocalText
from services.notify.contract.queries import AnyQuery, CheckPhoneDigits, GetAlerts, GetProfile
from services.notify.contract.staff_mail import TellStaff
from services.notify.contract.views import (
    AlertsPage,
    AlertView,
    Answer,
    DeliveryView,
    DigestView,
    Outcome,
    ProfileView,
    QuietHoursView,
    StepView,
)
from services.notify.contract.words import Channel, DeliveryState, DigestEvery, StepKind, Topic
from services.shared.callers import Caller
from tests.fakes.phones import FakePhones


def alert(id: str, member_id: str, at: datetime, *, received: bool = True) -> AlertView:
    """An SMS that arrived, or was filtered because the address was stopped."""
    state = DeliveryState.DELIVERED if received else DeliveryState.FILTERED
    kind = StepKind.RECEIVED if received else StepKind.FILTERED
    words = LocalText(zh="会员已失效。", en="Your membership has expired.")
    happened = LocalText(zh="已收到。", en="It was received.")
    rule = "" if received else "STOPPED"
    return AlertView(
        id=id,
        member_id=member_id,
        event_id=f"{member_id}:3",
        event_type="MembershipExpired",
        topic=Topic.STATUS,
        at=at,
        title=words,
        text=words,
        received=received,
        deliveries=(
            DeliveryView(
                id=f"{id}.SMS",
                channel=Channel.SMS,
                state=state,
                planned_at=at,
                sent_at=at if received else None,
                received_at=at if received else None,
                attempts=int(received),
                next_due=None,
                reason="" if received else "You asked for no more messages.",
                looked_up=False,
                rule=rule,
                history=(StepView(kind=kind, at=at, says=happened, attempt=1, rule=rule),),
            ),
        ),
    )


def profile(member_id: str, language: str) -> ProfileView:
    return ProfileView(
        member_id=member_id,
        name="",
        phone="",
        email="",
        language=language,
        time_zone="Asia/Shanghai",
        preferences=(),
        quiet_hours=QuietHoursView(begins="22:00", ends="08:00", off=False, default=True),
        digest=DigestView(every=DigestEvery.OFF, hour=9),
    )


class FakeTold:
    """Implements `NotifyApi` as far as appeals call it. `languages`: of members. `down` is a
    fault."""

    def __init__(self) -> None:
        self.alerts: list[AlertView] = []
        self.down = False
        self.phones = FakePhones()
        self.languages: dict[str, str] = {}
        self.mailed: list[TellStaff] = []
        self.refused = 0

    async def execute(self, command: TellStaff, by: Caller) -> Outcome:
        """As notification would, each event to each address once."""
        if self.down:
            self.refused += 1
            raise Unavailable("Notification does not answer.")
        if command not in self.mailed:
            self.mailed.append(command)
        return Outcome()

    async def read(self, queries: Sequence[AnyQuery]) -> list[Answer]:
        if self.down:
            raise Unavailable("Notification does not answer.")
        return [self._answer(query) for query in queries]

    def _answer(self, query: AnyQuery) -> Answer:
        match query:
            case CheckPhoneDigits():
                return self.phones.answer(query)
            case GetProfile():
                return profile(query.member_id, self.languages.get(query.member_id, "zh-CN"))
            case _:
                return self._page(query)

    def _page(self, query: AnyQuery) -> AlertsPage:
        assert isinstance(query, GetAlerts)
        found = [
            one
            for one in sorted(self.alerts, key=lambda one: one.at, reverse=True)
            if one.member_id == query.member_id
            and (query.since is None or one.at >= query.since)
            and (query.until is None or one.at < query.until)
        ]
        page = tuple(found[: query.first])
        return AlertsPage(
            alerts=page, cursors=(), total=len(found), has_more=len(found) > query.first
        )
