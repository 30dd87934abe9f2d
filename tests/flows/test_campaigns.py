"""Staff announce something to a few members, stop it and let it go on."""

from typing import Any

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Staff

pytestmark = pytest.mark.systems("separate")

SHAPE = "CampaignSuccess { repeated campaign { id state sent left steps { state } } }"
WORDS = {
    "title": {"zh": "客服时间", "en": "Support hours"},
    "what": {"zh": "春节期间客服时间为10点至18点。", "en": "We are there from 10 to 18."},
    "next": {"zh": "无需操作。", "en": "Nothing to do."},
}


async def start(staff: Staff, member: str, **more: Any) -> dict[str, Any]:
    given = {"topic": "RENEWAL", **WORDS, "audience": {"memberIds": [member]}, **more}
    return await staff.do("startCampaign", "StartCampaignInput", SHAPE, **given)


async def test_what_staff_announce_reaches_its_audience(system: System) -> None:
    async with (
        await system.new_member(balance=900_00) as member,
        await system.staff() as staff,
    ):
        await system.advance("PT1S")
        refused = await start(staff, member.id, topic="LEGAL")
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "topic")
        begun = (await start(staff, member.id, idempotencyKey=f"hours-{member.id}"))["campaign"]
        sms = await system.message(await member.phone(), "from 10 to 18")
        assert "Nothing to do. http" in sms["body"]

        async def through() -> bool:
            query = "query($id: ID!) { campaign(eventId: $id) { state planned sent delivered } }"
            found = (await staff.client.run(query, id=begun["id"]))["campaign"]
            return bool(found == {"state": "DONE", "planned": 1, "sent": 1, "delivered": 1})

        await eventually(through)
        again = await start(staff, member.id, idempotencyKey=f"hours-{member.id}")
        assert again["repeated"]
        late = await staff.do("pauseCampaign", "CampaignInput", SHAPE, campaignId=begun["id"])
        assert late["code"] == "NOT_ALLOWED"
