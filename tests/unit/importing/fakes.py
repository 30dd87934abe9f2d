"""The two services as far as an import sees them, in memory. They pass the same scenarios as the
real ones: `tests/contract/import_scenarios.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from infra.kernel.errors import NotFound, to_record
from infra.kernel.feed import FeedPage
from services.membership.contract import commands as membership_commands
from services.membership.contract import queries as membership_queries
from services.membership.contract import views as membership_views
from services.membership.contract.accounts.opening_commands import AccountRow
from services.membership.contract.accounts.views import AccountsImported
from services.membership.contract.import_rows import ImportBatch
from services.membership.contract.import_views import ImportResult, Refusal
from services.notify.contract import commands as notify_commands
from services.notify.contract import queries as notify_queries
from services.notify.contract import views as notify_views
from services.notify.contract.words import DigestEvery
from services.shared.callers import Caller

PLANS = frozenset({"silver", "gold", "diamond"})
_KEYS = {"members": "member_id", "payments": "order_id", "orders": "order_id", "logins": "login_id"}


def _without_row(row: Any) -> Any:
    return msgspec.structs.replace(row, row=0)


def _completed(
    known: notify_commands.ContactRow | None, row: notify_commands.ContactRow
) -> notify_commands.ContactRow:
    if known is None:
        return row
    lacking = [f for f in known.__struct_fields__ if getattr(known, f) is None]
    return msgspec.structs.replace(known, **{f: getattr(row, f) for f in lacking})


@dataclass
class FakeMembership:
    """`before`: called with each batch before it is taken; may raise."""

    before: Callable[[ImportBatch], None] = lambda _: None
    kept: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in _KEYS})
    calls: int = 0

    async def import_batch(self, batch: ImportBatch) -> ImportResult:
        self.calls += 1
        self.before(batch)
        created = unchanged = 0
        refused: list[Refusal] = []
        for kind, key in _KEYS.items():
            for row in getattr(batch, kind):
                if wrong := self._wrong(kind, row):
                    refused.append(wrong)
                elif getattr(row, key) in self.kept[kind]:
                    unchanged += 1
                else:
                    self.kept[kind][getattr(row, key)] = _without_row(row)
                    created += 1
        return ImportResult(created=created, unchanged=unchanged, refused=tuple(refused))

    def _wrong(self, kind: str, row: Any) -> Refusal | None:
        if kind == "members" and row.plan not in PLANS:
            return Refusal(row=row.row, field="plan", reason="is not a plan")
        if kind != "members" and row.member_id not in self.kept["members"]:
            return Refusal(row=row.row, field="member_id", reason="is no member")
        return None

    async def read(
        self, queries: list[membership_queries.AnyQuery]
    ) -> list[membership_views.Answer]:
        return [self._ledger(query) for query in queries]

    def _ledger(self, query: membership_queries.AnyQuery) -> membership_views.Answer:
        assert isinstance(query, membership_queries.GetLedger)
        row = self.kept["members"].get(query.member_id)
        if row is None:
            return membership_views.Failed(error=to_record(NotFound("no such member")))
        return membership_views.LedgerView(balance=row.balance, currency="CNY", lines=())

    async def execute(
        self, command: membership_commands.Command, by: Caller
    ) -> membership_views.Outcome:
        raise AssertionError("an import only sends batches")

    async def feed(self, after: int, limit: int, wait_seconds: float) -> FeedPage:
        raise AssertionError("an import does not follow events")


@dataclass
class FakeNotify:
    before: Callable[[list[notify_commands.ContactRow]], None] = lambda _: None
    kept: dict[str, notify_commands.ContactRow] = field(default_factory=dict)

    async def import_contacts(
        self, rows: list[notify_commands.ContactRow]
    ) -> notify_views.ImportResult:
        self.before(rows)
        before = dict(self.kept)
        for row in rows:
            self.kept[row.member_id] = _completed(before.get(row.member_id), _without_row(row))
        created = sum(self.kept[id] != before.get(id) for id in {row.member_id for row in rows})
        return notify_views.ImportResult(created=created, unchanged=len(rows) - created, refused=())

    async def read(self, queries: list[notify_queries.AnyQuery]) -> list[notify_views.Answer]:
        return [self._profile(query) for query in queries]

    def _profile(self, query: notify_queries.AnyQuery) -> notify_views.Answer:
        assert isinstance(query, notify_queries.GetProfile)
        row = self.kept.get(query.member_id)
        if row is None:
            return notify_views.Failed(error=to_record(NotFound("no such member")))
        fields = {name: value or "" for name, value in msgspec.structs.asdict(row).items()}
        del fields["row"]
        return notify_views.ProfileView(
            **fields,
            preferences=(),
            quiet_hours=notify_views.QuietHoursView(begins="", ends="", off=True, default=True),
            digest=notify_views.DigestView(every=DigestEvery.OFF, hour=9),
        )

    async def execute(self, command: notify_commands.Command, by: Caller) -> notify_views.Outcome:
        raise AssertionError("an import only sends contacts")

    async def feed(self, after: int, limit: int, wait_seconds: float) -> FeedPage:
        raise AssertionError("an import does not follow events")


@dataclass
class FakeAccounts:
    """Who can sign in, by what."""

    kept: dict[str, AccountRow] = field(default_factory=dict)

    async def import_accounts(self, rows: list[AccountRow]) -> AccountsImported:
        opened = sum(row.member_id not in self.kept for row in rows)
        self.kept |= {row.member_id: row for row in rows}
        return AccountsImported(opened=opened)


@dataclass
class FakeClients:
    membership: FakeMembership = field(default_factory=FakeMembership)
    accounts: FakeAccounts = field(default_factory=FakeAccounts)
    notify: FakeNotify = field(default_factory=FakeNotify)
