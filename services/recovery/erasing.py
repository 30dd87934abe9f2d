"""Erases one member everywhere: what people wrote in histories, the files that they sent, where
they are reached, from where they came, and the keys of what is left. The histories keep their
hashes and still verify."""

from infra.kernel.clock import Clock
from infra.process.foundation import build_sealing
from infra.storage.mongo import Client, Database
from infra.storage.transactions import Transactions
from services.appeals.erasing import SEALED as SEALED_BY_APPEALS
from services.appeals.erasing import erase_member as erase_from_appeals
from services.membership.accounts.erasing import erase_account
from services.membership.adapters.sealed import SEALED as SEALED_BY_MEMBERSHIP
from services.membership.exports.export_store import erase_exports
from services.membership.integrity.erasing import erase_member as erase_from_membership
from services.notify.core.stores.sealed import SEALED as SEALED_BY_NOTIFY
from services.notify.recovery.erasing import erase_member as erase_from_notify
from services.settings import Settings


async def erase_member(
    settings: Settings, mongo: Client, dbs: dict[str, Database], clock: Clock, member_id: str
) -> None:
    """Can be repeated, and is, where it was cut off."""
    notify, membership, appeals = dbs["notify"], dbs["membership"], dbs["appeals"]
    now = clock.now()
    sealing = build_sealing(settings, notify, SEALED_BY_NOTIFY)
    await erase_from_notify(notify, clock, member_id, sealing)
    await erase_exports(membership, member_id)
    sealing = build_sealing(settings, membership, SEALED_BY_MEMBERSHIP)
    await erase_from_membership(
        Transactions(mongo, membership), membership, member_id, sealing, now
    )
    sealing = build_sealing(settings, appeals, SEALED_BY_APPEALS)
    await erase_from_appeals(Transactions(mongo, appeals), appeals, member_id, sealing, now)
    await erase_account(dbs["accounts"], member_id)
