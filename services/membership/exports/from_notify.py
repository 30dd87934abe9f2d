"""What notification knows: who the member is, and what they were told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.paging import LARGEST_PAGE
from services.membership.exports.asking import Step, found
from services.membership.exports.domain import personal_tables as t
from services.membership.exports.domain.export import Export
from services.membership.exports.domain.gathered import NOTHING, FoundPage
from services.notify.contract.api import NotifyApi
from services.notify.contract.queries import GetAlerts, GetProfile, GetSuppressions
from services.notify.contract.views import (
    AlertsPage,
    AlertView,
    DeliveryView,
    ProfileView,
    SuppressionsView,
)
from services.notify.contract.words import Channel, DeliveryState, SuppressionReason, Topic


class SuppressionLine(msgspec.Struct, frozen=True, kw_only=True):
    """Without who of the staff did it."""

    channel: Channel
    address: str
    reason: SuppressionReason
    topic: Topic | None
    since: datetime
    lifted_at: datetime | None


class DeliveryLine(msgspec.Struct, frozen=True, kw_only=True):
    alert_id: str
    channel: Channel
    state: DeliveryState
    planned_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    attempts: int
    reason: str


class FromNotify:
    """`notify`: looked up when it is asked, as all contracts are built by then."""

    def __init__(self, notify: Callable[[], NotifyApi]) -> None:
        self._notify = notify
        self.steps: tuple[Step, ...] = (self._profile, self._suppressions, self._alerts)

    async def _profile(self, export: Export) -> FoundPage:
        asked = GetProfile(member_id=export.member_id)
        profile = await found(self._notify(), asked, ProfileView)
        if profile is None:
            return NOTHING
        records = {t.PROFILE.name: [profile], t.PREFERENCES.name: profile.preferences}
        return FoundPage(records, zone=profile.time_zone)

    async def _suppressions(self, export: Export) -> FoundPage:
        asked = GetSuppressions(member_id=export.member_id)
        view = await found(self._notify(), asked, SuppressionsView)
        lines = [_taken(one, SuppressionLine) for one in view.suppressions] if view else []
        return FoundPage({t.SUPPRESSIONS.name: lines})

    async def _alerts(self, export: Export) -> FoundPage:
        asked = GetAlerts(member_id=export.member_id, after=export.cursor, first=LARGEST_PAGE)
        page = await found(self._notify(), asked, AlertsPage)
        if page is None:
            return NOTHING
        deliveries = [_delivery(alert, one) for alert in page.alerts for one in alert.deliveries]
        records: dict[str, Any] = {t.ALERTS.name: page.alerts, t.DELIVERIES.name: deliveries}
        return FoundPage(records, cursor=page.cursors[-1] if page.has_more else "", done=0.5)


def _taken(view: msgspec.Struct, kind: type[Any]) -> Any:
    return kind(**{name: getattr(view, name) for name in kind.__struct_fields__})


def _delivery(alert: AlertView, delivery: DeliveryView) -> DeliveryLine:
    names = [name for name in DeliveryLine.__struct_fields__ if name != "alert_id"]
    return DeliveryLine(alert_id=alert.id, **{name: getattr(delivery, name) for name in names})
