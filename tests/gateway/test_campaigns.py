"""Staff start and stop announcements through the graph; nobody else does."""

from datetime import UTC, datetime

import pytest

from infra.kernel.errors import NotAllowed
from infra.kernel.text import LocalText
from services.notify.contract import campaigns as notify
from services.notify.contract.words import Topic
from tests.gateway.conftest import Gateway

LINE = {"zh": "客服时间", "en": "Support hours"}
START = """mutation($input: StartCampaignInput!) { startCampaign(input: $input) {
  ... on CampaignSuccess { campaign { id state left endsAt steps { by state } } repeated }
  ... on Problem { code message field }
} }"""


def stop(name: str) -> str:
    return f"""mutation {{ {name}(input: {{ campaignId: "c-1", idempotencyKey: "k" }}) {{
      ... on CampaignSuccess {{ campaign {{ id }} }} ... on Problem {{ code message }} }} }}"""


async def test_staff_announce_something_to_some_members(gateway: Gateway) -> None:
    audience = {"language": "EN", "memberIds": ["m-1"], "joinedAfter": "2026-11-01T00:00:00Z"}
    phrases = {"title": LINE, "what": LINE, "next": LINE}
    given = {"topic": "RENEWAL", **phrases, "audience": audience, "idempotencyKey": "k"}
    answer = (await gateway.data(START, "staff", input=given))["startCampaign"]
    assert answer["campaign"] == {
        "id": "c-1",
        "state": "RUNNING",
        "left": 799,
        "endsAt": "2026-11-01T00:04:00.000Z",
        "steps": [{"by": "s-1", "state": "RUNNING"}],
    }
    [(command, by)] = gateway.apis.notify.executed
    text = LocalText(zh="客服时间", en="Support hours")
    assert command == notify.StartCampaign(
        topic=Topic.RENEWAL,
        announcement=notify.Announcement(title=text, what=text, next=text),
        audience=notify.Audience(
            language="en", member_ids=("m-1",), joined_after=datetime(2026, 11, 1, tzinfo=UTC)
        ),
    )
    assert by.idempotency_key == "staff:m-1:k"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pauseCampaign", notify.PauseCampaign),
        ("resumeCampaign", notify.ResumeCampaign),
        ("cancelCampaign", notify.CancelCampaign),
    ],
)
async def test_staff_stop_it(
    gateway: Gateway, name: str, kind: type[notify.CampaignCommand]
) -> None:
    answer = (await gateway.data(stop(name), "staff"))[name]
    assert answer == {"campaign": {"id": "c-1"}}
    assert gateway.apis.notify.executed[0][0] == kind(campaign_id="c-1")
    gateway.apis.notify.fails = NotAllowed("Pause it.")
    refused = (await gateway.data(stop(name), "staff"))[name]
    assert refused == {"code": "NOT_ALLOWED", "message": "Pause it."}


async def test_staff_see_how_far_they_are(gateway: Gateway) -> None:
    data = await gateway.data(
        """{ campaigns { id sent left } campaign(eventId: "nothing") { id }
             campaignAudience(audience: { hasPhone: true }) { members } }""",
        "staff",
    )
    assert data == {
        "campaigns": [{"id": "c-1", "sent": 400, "left": 799}],
        "campaign": None,
        "campaignAudience": {"members": 1203},
    }
    asked = [query for queries in gateway.apis.notify.reads for query in queries]
    assert notify.GetAudience(audience=notify.Audience(has_phone=True)) in asked
