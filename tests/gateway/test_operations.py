"""What somebody on duty reads: how far behind, and what does not answer."""

from infra.kernel.errors import Unavailable
from tests.gateway.conftest import Gateway

ASKED = """{ operations {
  services { name answers overdueSeconds follows { service behind } }
  notification {
    oldestDue deadLetters providers { name open openSeconds } troubles { kind subject }
  }
} }"""


async def test_who_is_on_duty_sees_how_far_behind_each_service_is(gateway: Gateway) -> None:
    said = (await gateway.data(ASKED, "staff"))["operations"]
    behind = {"service": "membership", "behind": 3}
    assert said["services"] == [
        {"name": name, "answers": True, "overdueSeconds": 12, "follows": [behind]}
        for name in ("membership", "accounts", "appeals", "notify")
    ]
    told = said["notification"]
    assert told["deadLetters"] == 3
    assert told["providers"] == [{"name": "twilio", "open": True, "openSeconds": 61}]
    assert told["troubles"] == [{"kind": "PROVIDER_DOWN", "subject": "twilio"}]


async def test_a_service_that_does_not_answer_is_said_so_in_its_place(gateway: Gateway) -> None:
    gateway.apis.notify.fails = Unavailable("x")
    said = (await gateway.data(ASKED, "staff"))["operations"]
    assert [one["answers"] for one in said["services"]] == [True, True, True, False]
    assert said["services"][3]["overdueSeconds"] is None
    assert said["notification"] is None


async def test_how_far_behind_nobody_knows_while_the_other_is_away(gateway: Gateway) -> None:
    gateway.apis.membership.fails = Unavailable("x")
    said = (await gateway.data(ASKED, "staff"))["operations"]
    assert said["services"][2]["follows"] == [{"service": "membership", "behind": None}]
