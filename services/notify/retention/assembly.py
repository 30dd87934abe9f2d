"""What notification keeps for a while only, put together."""

from collections.abc import Sequence

from infra.process.component import Loop
from infra.retention.sweeping import RetentionRounds, RetentionRule, Row
from services.notify.contract.queries import GetRetentionOfMessages
from services.notify.contract.retention import RetentionOfMessages
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature, one_by_one
from services.notify.core.stores.alerts import Alerts
from services.notify.core.stores.collections import ALERTS
from services.notify.core.stores.dead_letters import DeadLetters
from services.notify.core.stores.journal import Journal
from services.notify.settings import NotifySettings
from services.shared.retained import retained
from services.shared.retention import RetentionKind


def retention_feature(settings: NotifySettings, core: Core) -> Feature:
    """Messages go with what became of them; the alerts last, as by them the rest is found."""
    db = core.base.db

    async def forget(rows: Sequence[Row]) -> None:
        ids = [row["_id"] for row in rows]
        await Journal(db).erase(ids)
        await DeadLetters(db).erase(ids)
        await Alerts(db).erase(ids)

    rule = RetentionRule(
        kind=RetentionKind.MESSAGES,
        collection=ALERTS,
        at="planned_at",
        kept_for=settings.retain_messages,
        take=forget,
    )
    retention = RetentionRounds(db, core.clock, [rule])

    async def read(_query: GetRetentionOfMessages) -> RetentionOfMessages:
        return RetentionOfMessages(rounds=retained(retention.kept_for, await retention.courses()))

    return Feature(
        queries={GetRetentionOfMessages: one_by_one(read)},
        loops=[Loop(name="take what was kept long enough", run=retention.run)],
    )
