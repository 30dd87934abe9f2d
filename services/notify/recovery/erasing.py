"""Takes what notification keeps of one member: addresses, alerts and what became of them."""

from infra.kernel.clock import Clock
from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Database
from services.notify.core.assembly import REAL_TIME
from services.notify.core.stores.alerts import Alerts
from services.notify.core.stores.dead_letters import DeadLetters
from services.notify.core.stores.jobs import Jobs
from services.notify.core.stores.journal import Journal
from services.notify.core.stores.recipients import erase_recipient
from services.notify.core.stores.staff_tasks import StaffTasks


async def erase_member(db: Database, clock: Clock, member_id: str, sealing: RowSealing) -> None:
    """Can be repeated. Their key goes first: from then on nobody opens what is left to be found.
    The alerts go last: by them the rest is."""
    await sealing.keys.destroy(member_id, clock.now())
    alerts = Alerts(db)
    await erase_recipient(db, member_id)
    ids = await alerts.ids_of(member_id)
    await Jobs(db, clock, REAL_TIME, sealing).erase(set(ids))
    await Journal(db).erase(ids)
    await DeadLetters(db).erase(ids)
    await StaffTasks(db).erase(member_id)
    await alerts.erase(ids)
