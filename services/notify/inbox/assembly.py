"""The inbox, put together: what members are told, and what became of it."""

from services.notify.contract.commands import MarkOpened, MarkShown
from services.notify.contract.queries import GetAlerts, GetLink, GetTotals
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature, one_by_one
from services.notify.core.inbox_text import InboxText
from services.notify.inbox.commands import InboxCommands
from services.notify.inbox.queries import InboxQueries


def inbox_feature(core: Core) -> Feature:
    commands = InboxCommands(core.alerts, core.journal, core.settling, core.clock)
    queries = InboxQueries(
        alerts=core.alerts,
        journal=core.journal,
        said=InboxText(core.alerts, core.renderer),
        policy=core.policy,
        clock=core.clock,
    )
    return Feature(
        commands={MarkShown: commands.mark_shown, MarkOpened: commands.mark_opened},
        queries={
            GetAlerts: one_by_one(queries.page),
            GetLink: one_by_one(queries.linked),
            GetTotals: one_by_one(queries.totals),
        },
    )
