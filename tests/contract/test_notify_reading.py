"""What members and staff read of notification: pages that meet, and what they cost."""

import msgspec
import pytest

from infra.kernel.ids import new_id
from services.notify.contract.queries import GetAlerts, GetTotals
from services.notify.contract.views import AlertsPage, Failed, TotalsView
from services.notify.core.alerts.alert import Alert
from services.notify.core.stores.documents import to_document
from tests.contract.notify_system import House
from tests.reads import reading
from tests.unit.notify.test_fanout import plan


async def page(notify: House, member_id: str = "m-1", **asked: object) -> AlertsPage:
    query = GetAlerts(member_id=member_id, **asked)  # type: ignore[arg-type]  # cursors and counts
    [found] = await notify.api.read([query])
    assert isinstance(found, AlertsPage)
    return found


async def tell(notify: House, count: int, member_id: str = "m-1") -> None:
    """Alerts of the same instant, as those of one commit are."""
    rows = [to_document(alert(member_id)) for _ in range(count)]
    await notify.db["alerts"].insert_many(rows)


def alert(member_id: str) -> Alert:
    told = plan("MembershipExpired").alert
    return msgspec.structs.replace(told, id=new_id(), member_id=member_id)


async def test_each_alert_has_a_place_after_which_the_list_goes_on(notify: House) -> None:
    await tell(notify, 5)
    before = await page(notify)
    await tell(notify, 2)
    for n, place in enumerate(before.cursors, start=1):
        rest = await page(notify, after=place)
        assert [a.id for a in rest.alerts] == [a.id for a in before.alerts[n:]]


async def test_whoever_asks_for_totals_meanwhile_is_told_of_the_same_count(notify: House) -> None:
    await tell(notify, 3)
    with reading() as reads:
        told = await notify.api.read([GetTotals() for _ in range(50)])
    assert all(isinstance(one, TotalsView) and one == told[0] for one in told)
    assert sum(name.endswith(" alerts") for name in reads.names) <= 3, reads.names


@pytest.mark.parametrize("after", ["nonsense", "alert-1", "2026-11-26|a", "2026-11-26T08:00:00Z|"])
async def test_an_unknown_place_is_refused_and_not_taken_for_the_first_page(
    notify: House, after: str
) -> None:
    await tell(notify, 2)
    [refused, first] = await notify.api.read(
        [GetAlerts(member_id="m-1", after=after), GetAlerts(member_id="m-1")]
    )
    assert isinstance(refused, Failed)
    assert (refused.error.code, refused.error.field) == ("INVALID_INPUT", "after")
    assert isinstance(first, AlertsPage)
    assert len(first.alerts) == 2


async def test_a_page_of_alerts_looks_at_the_same_rows_however_many_others_have(
    notify: House,
) -> None:
    await tell(notify, 5)
    looked_at, others = [], 0
    for more in (1_000, 10_000):
        for start in range(others, more, 1_000):
            rows = [to_document(alert(f"m-{n % 997 + 2}")) for n in range(start, start + 1_000)]
            await notify.db["alerts"].insert_many(rows)
        others = more
        with reading() as reads:
            assert len((await page(notify)).alerts) == 5
        looked_at.append((reads.names, reads.rows, await reads.examined(notify.mongo)))
    assert looked_at[0] == looked_at[1]
    assert looked_at[0][2] > 0
