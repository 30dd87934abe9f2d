"""Puts a backup in the place of what is there, while nothing runs.

Cut off anywhere, it is done again from the start: until it is over no process begins to work on the
databases. What they knew beyond the backup is put aside before they are touched.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from infra.kernel.clock import Clock
from infra.outbox.layouts import begin_anew
from infra.process.foundation import build_sealing
from infra.storage.copying import on_disk
from infra.storage.mongo import Client, Database, ensure_indexes
from infra.storage.restores import Restored, write_restored
from infra.storage.transactions import SESSIONS, Transactions
from services.membership.accounts.restoring import sign_everybody_out
from services.membership.adapters.catalog import MongoCatalog
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.integrity.repairing import INCIDENTS, Workshop
from services.membership.integrity.restoring import tell_restored
from services.membership.integrity.running import RUNS
from services.membership.partners.item_store import leave_places_out
from services.notify.core.ports.providers import ProviderSilent
from services.notify.core.stores.collections import JOURNAL
from services.notify.core.stores.sealed import SEALED
from services.notify.providers.registry import sms_providers
from services.notify.recovery.restoring import carry_over, look_before_sending, written_to
from services.recovery.emptying import databases, hold_anything, replace_all, require_nobody_works
from services.recovery.erasing import erase_member
from services.recovery.erasures import ErasureList
from services.recovery.finding import Since, found_since, missing_in
from services.recovery.keepsake import Keepsake
from services.recovery.keys import missing_keys
from services.recovery.manifest import BackupRefused, Folder, Manifest
from services.recovery.report import Restoring
from services.recovery.verifying import verified
from services.settings import Settings


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`replace`: what is there may go. `keys_lost`: go on without keys that the backup needs.
    `stopped_at`: when the lost system stopped; none: it may have worked until now."""

    replace: bool = False
    keys_lost: bool = False
    stopped_at: datetime | None = None


@dataclass
class Restore:
    settings: Settings
    mongo: Client
    clock: Clock
    folder: Folder
    asked: Asked

    async def run(self) -> Restoring:
        """
        Raises:
            BackupRefused: nothing was touched; the message says what to do.
        """
        manifest, dbs = self.folder.manifest(), databases(self.settings, self.mongo)
        await self._require_possible(manifest, dbs)
        keepsake = Keepsake(self.settings.var_dir / "restores" / manifest.id)
        await keepsake.make(self.settings, self.mongo, manifest.made_at)
        restored = self._restored(manifest)
        await replace_all(dbs, self.folder, manifest, restored)
        done = await self._finish(manifest, dbs, keepsake)
        for db in dbs.values():
            over = msgspec.structs.replace(restored, done_at=self.clock.now())
            await write_restored(db, over)
        _write(keepsake.path / "report.json", done)
        return done

    async def _require_possible(self, manifest: Manifest, dbs: dict[str, Database]) -> None:
        if damaged := list(self.folder.damaged(manifest)):
            raise BackupRefused(f"these files are not as they were written: {', '.join(damaged)}")
        lost = missing_keys(manifest, self.settings)
        if lost and not self.asked.keys_lost:
            said = "; ".join(f"{key.variable} {key.what_for}" for key in lost)
            raise BackupRefused(
                f"the settings lack keys of this backup, or say --keys-lost: {said}"
            )
        if not self.asked.replace and await hold_anything(dbs):
            raise BackupRefused("the databases are not empty: say --replace to give them up")
        if self.settings.erasures.exists():
            self._erasures()  # with its key, or nothing is touched
        await require_nobody_works(dbs)

    def _restored(self, manifest: Manifest) -> Restored:
        return Restored(
            id=manifest.id,
            made_at=manifest.made_at,
            real_at=manifest.real_at,
            stopped_at=self.asked.stopped_at or self.clock.now(),
        )

    async def _finish(
        self, manifest: Manifest, dbs: dict[str, Database], keepsake: Keepsake
    ) -> Restoring:
        membership, notify = dbs["membership"], dbs["notify"]
        for db in dbs.values():
            await ensure_indexes(db, {SESSIONS: []})
            await begin_anew(Transactions(self.mongo, db), db)
        await ensure_indexes(membership, {INCIDENTS: [], RUNS: []})
        erased = await self._erase_again(dbs)
        signed_out = await sign_everybody_out(dbs["accounts"], self.clock.now())
        since = await self._since(manifest, dbs, keepsake)
        carried = await carry_over(notify, missing_in(notify[JOURNAL], keepsake.journal()))
        await look_before_sending(notify, self.clock)
        await leave_places_out(membership)
        catalog = await MongoCatalog(membership, self.settings.operator_time_zone).current()
        shop = Workshop(membership, Transactions(self.mongo, membership), self.clock, catalog)
        checked, faults = await verified(shop, [dbs["accounts"], dbs["appeals"], notify])
        return Restoring(
            backup=manifest.id,
            made_at=manifest.made_at,
            restored_at=self.clock.now(),
            since=since,
            erased_again=len(erased),
            signed_out=signed_out,
            carried=carried,
            told=await self._tell(shop, manifest, since, erased),
            checked=checked,
            faults=faults,
        )

    async def _since(
        self, manifest: Manifest, dbs: dict[str, Database], keepsake: Keepsake
    ) -> Since:
        """Where no database knows anything, those to whom something was sent since may miss
        something."""
        since = await found_since(keepsake, dbs)
        if any(keepsake.events("membership")):
            return since
        sms = sms_providers(self.settings)
        try:
            sealing = build_sealing(self.settings, dbs["notify"], SEALED)
            members = await written_to(dbs["notify"], sms.values(), manifest.real_at, sealing)
        except ProviderSilent:
            return since
        finally:
            for one in sms.values():
                await one.close()
        return msgspec.structs.replace(since, touched=dict.fromkeys(members, 0))

    async def _erase_again(self, dbs: dict[str, Database]) -> list[str]:
        rows = dbs["membership"][MEMBERSHIPS].find({}, {"_id": 1})
        known = {row["_id"] async for row in rows}
        erased = self._erasures().among(known) if self.settings.erasures.exists() else []
        for member_id in erased:
            await erase_member(self.settings, self.mongo, dbs, self.clock, member_id)
        return erased

    def _erasures(self) -> ErasureList:
        return ErasureList(self.settings.erasures, self.settings.erasing_key)

    async def _tell(
        self, shop: Workshop, manifest: Manifest, since: Since, erased: list[str]
    ) -> int:
        missing = {id: count for id, count in since.touched.items() if id not in erased}
        return await tell_restored(shop, manifest.made_at, missing)


def _write(path: Path, done: Restoring) -> None:
    with path.open("wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(done), indent=1))
        on_disk(out)
