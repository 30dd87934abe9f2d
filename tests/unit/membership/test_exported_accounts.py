"""What an export tells of a member's account."""

from datetime import UTC, datetime
from typing import Any

from services.membership.contract.accounts.factor_views import FactorView
from services.membership.contract.accounts.queries import GetDevices, GetFactors
from services.membership.contract.accounts.views import DevicesView, DeviceView, FactorsView
from services.membership.contract.accounts.words import Proof
from services.membership.exports.domain.export import Export
from services.membership.exports.domain.tables import TABLES
from services.membership.exports.from_accounts import FromAccounts

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEVICE = DeviceView(
    device_id="d-1",
    first_seen_at=NOON,
    last_seen_at=NOON,
    name="Ann's phone",
    label="",
    ip="192.0.2.7",
    place="",
    open_sessions=1,
)
KEY = FactorView(
    factor_id="f-1", kind=Proof.PASSKEY, label="Blue", added_at=NOON, last_used_at=None
)


class Known:
    async def read(self, queries: list[Any]) -> list[Any]:
        answers = {
            GetDevices(account_id="m-1"): DevicesView(devices=(DEVICE,)),
            GetFactors(account_id="m-1"): FactorsView(factors=(KEY,)),
        }
        return [answers[query] for query in queries]


async def test_what_somebody_calls_devices_and_factors_is_theirs_to_take_along() -> None:
    accounts: Any = Known()
    found: dict[str, Any] = {}
    for step in FromAccounts(lambda: accounts).steps[-2:]:
        found |= (await step(Export(member_id="m-1"))).records
    assert found == {"account_devices": (DEVICE,), "second_factors": (KEY,)}
    assert found.keys() <= {table.name for table in TABLES}
