"""Who lost every contact has the account back by a new one, through the public graph."""

from typing import Any

import pytest

from tests.client import Client
from tests.flows.conftest import System
from tests.flows.test_accounts import STEP, by_code, code_to, phone
from tests.waiting import eventually

NOTED = "... on AccountRequestNoted { repeated } ... on Problem { code message }"


async def noted(client: Client, name: str, *, wanted: str = NOTED, **given: Any) -> dict[str, Any]:
    kind = name[0].upper() + name[1:] + "Input"
    document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {wanted} }} }}"
    answer: dict[str, Any] = (await client.run(document, input=given))[name]
    return answer


@pytest.mark.systems("one")
async def test_who_lost_both_signs_in_by_a_new_phone_after_three_days(system: System) -> None:
    done = {"repeated": False}
    async with (
        await system.new_member() as member,
        await system.staff() as staff,
        Client(system.gateway, language="en") as client,
    ):
        old, new = await member.phone(), phone()
        step = await noted(client, "askAccountBack", wanted=STEP, handle=old, newContact=new)
        code = await code_to(system, new, "getting your account back")
        said = {"attemptId": step["attemptId"], "code": code, "words": "Both are gone."}
        assert await noted(client, "confirmAccountBack", **said) == done

        async def waiting() -> dict[str, Any] | None:
            wanted = "{ accountRequests { id memberId words newContact handles } }"
            found = (await staff.client.run(wanted))["accountRequests"]
            return next((one for one in found if one["memberId"] == member.id), None)

        request = await eventually(waiting)
        assert (request["words"], request["newContact"]) == ("Both are gone.", f"+86…{new[-4:]}")
        yes = {"id": request["id"], "accept": True, "reason": "Proved who they are."}
        assert await noted(staff.client, "decideAccountRequest", **yes) == done
        await system.message(old, "our administrator accepted it")
        await system.message(old, "stopping the request for your account")
        await system.advance("P3D")
        await system.message(new, "Your account is yours again")
        await system.message(old, "nobody stopped it")
        assert (await by_code(system, client, new, "mine", 0))["memberId"] == member.id
