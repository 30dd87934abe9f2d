"""People sign up, in and out through the public graph, with codes that come by SMS."""

import asyncio
import itertools
import re
from typing import Any

import pytest

from tests.client import Client, GraphQLErrors
from tests.flows.conftest import System
from tests.waiting import eventually

STEP = "... on SignInStep { attemptId sentTo proofs }"
SESSION = """__typename
  ... on SignInSuccess { memberId sessionId deviceId accessToken refreshToken knownBefore }
  ... on Problem { code message field }"""
PASSWORD = "correct horse battery"
OLD_TOKEN_GOES_WITHIN = 5.0  # seconds
_numbers = itertools.count(1)


def phone() -> str:
    return f"+86139{next(_numbers):08d}"


async def way_in(client: Client, name: str, **given: Any) -> dict[str, Any]:
    kind = name[0].upper() + name[1:] + "Input"
    wanted = SESSION if name == "refreshSession" else f"{SESSION} {STEP}"
    document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {wanted} }} }}"
    answer: dict[str, Any] = (await client.run(document, input=given))[name]
    return answer


async def code_to(system: System, number: str, words: str) -> str:
    message = await system.message(number, words)
    found = re.search(r"\d{6}", message["body"])
    assert found
    return found[0]


async def signed_up(system: System, client: Client, number: str) -> dict[str, Any]:
    step = await way_in(client, "signUp", handle=number, password=PASSWORD, language="EN")
    assert step["sentTo"] == f"+86…{number[-4:]}", step
    code = await code_to(system, number, "opening your account")
    return await way_in(client, "confirmSignUp", attemptId=step["attemptId"], code=code)


async def account(client: Client, token: str) -> Any:
    client.token = token
    fields = "handles { masked } sessions { id current } logins { nodes { unfamiliar } }"
    return (await client.run(f"{{ account {{ {fields} }} }}"))["account"]


@pytest.mark.systems("separate")
async def test_somebody_signs_up_stays_and_signs_out(system: System) -> None:
    number = phone()
    async with Client(system.gateway, language="en") as client:
        session = await signed_up(system, client, number)
        mine = await account(client, session["accessToken"])
        assert mine["handles"] == [{"masked": f"+86…{number[-4:]}"}]
        assert mine["sessions"] == [{"id": session["sessionId"], "current": True}]
        client.token = ""
        held = {"refreshToken": session["refreshToken"], "deviceId": session["deviceId"]}
        two_tabs = await asyncio.gather(
            *(way_in(client, "refreshSession", **held) for _ in range(2))
        )
        assert two_tabs[0]["refreshToken"] == two_tabs[1]["refreshToken"]
        client.token = two_tabs[1]["accessToken"]
        assert (await client.run("{ account { id } }"))["account"]
        out = "mutation { signOut(input: {}) { ... on SessionsEnded { ended } } }"
        assert (await client.run(out))["signOut"] == {"ended": 1}

        async def refused() -> bool:
            try:
                await client.run("{ account { id } }")
            except GraphQLErrors as error:
                return "session is over" in str(error)
            return False

        await eventually(refused, within=OLD_TOKEN_GOES_WITHIN)


@pytest.mark.systems("one")
async def test_a_stolen_refresh_token_ends_the_session_and_the_owner_is_told(
    system: System,
) -> None:
    number = phone()
    async with Client(system.gateway, language="en") as client:
        session = await signed_up(system, client, number)
        held = {"refreshToken": session["refreshToken"], "deviceId": session["deviceId"]}
        await way_in(client, "refreshSession", **held)
        thief = await way_in(client, "refreshSession", **{**held, "deviceId": "thief"})
        assert thief["code"] == "SESSION_OVER"
        message = await system.message(number, "signed out")
        assert "used twice" in message["body"]


async def by_code(
    system: System, client: Client, number: str, device: str, seen: int
) -> dict[str, Any]:
    """`seen`: codes that went there before."""
    client.token = ""
    step = await way_in(client, "signIn", handle=number, device={"id": device})

    async def codes() -> list[str]:
        sent = await system.messages(number)
        return [m["body"] for m in sent if "signing in" in m["body"].lower()]

    await eventually(lambda: _more_than(codes, seen))
    found = re.search(r"\d{6}", (await codes())[0])
    assert found
    return await way_in(
        client,
        "confirmSignIn",
        attemptId=step["attemptId"],
        answer=found[0],
        device={"id": device},
    )


async def _more_than(codes: Any, seen: int) -> bool:
    return len(await codes()) > seen


@pytest.mark.systems("one")
async def test_who_took_an_account_over_is_out_in_a_moment(system: System) -> None:
    async with await system.new_member() as member, Client(system.gateway, language="en") as client:
        number = await member.phone()
        mine = await by_code(system, client, number, "mine", 0)
        theirs = await by_code(system, client, number, "theirs", 1)
        client.token = mine["accessToken"]
        said = await client.run(
            "mutation($id: String!) { thatWasNotMe(input: {what: LOGIN, id: $id}) { __typename } }",
            id=theirs["sessionId"],
        )
        assert said["thatWasNotMe"]["__typename"] == "MembershipSuccess"

        async def alive(token: str) -> bool:
            client.token = token
            try:
                return bool((await client.run("{ account { id } }"))["account"])
            except GraphQLErrors:
                return False

        async def out() -> bool:
            return not await alive(theirs["accessToken"])

        await eventually(out, within=OLD_TOKEN_GOES_WITHIN)
        assert await alive(mine["accessToken"])
        await system.message(number, "All other sign-ins to your account were ended")


@pytest.mark.systems("one")
async def test_staff_end_all_sessions_and_their_owner_reads_why(system: System) -> None:
    number = phone()
    async with (
        await system.staff("s-admin", staff_kind="admin") as admin,
        Client(system.gateway, language="en") as client,
    ):
        session = await signed_up(system, client, number)
        ends = {"accountId": session["memberId"], "reason": "A phone with your account was lost"}
        chosen = "SessionsEnded { ended repeated }"
        for ended in ({"ended": 1, "repeated": False}, {"ended": 0, "repeated": True}):
            done = await admin.do("endSessionsOf", "EndSessionsOfInput", chosen, **ends)
            assert {name: done[name] for name in ended} == ended
        await system.message(number, "was ended", "An administrator of ours did it")
        client.token = session["accessToken"]

        async def refused() -> bool:
            try:
                await client.run("{ account { id } }")
            except GraphQLErrors:
                return True
            return False

        await eventually(refused, within=OLD_TOKEN_GOES_WITHIN)


@pytest.mark.systems("one")
async def test_who_changes_the_phone_signs_in_by_the_new_one(system: System) -> None:
    async with await system.new_member() as member, Client(system.gateway, language="en") as client:
        old, new = await member.phone(), phone()
        await to_another_phone(system, member.client, old, new)
        await system.message(new, "new phone number signs in to your account")
        assert (await by_code(system, client, new, "mine", 0))["memberId"] == member.id
        step = await way_in(client, "signIn", handle=old)
        assert step["sentTo"]  # nobody is told that it finds no account


async def to_another_phone(system: System, who: Client, old: str, new: str) -> None:
    async def changed(name: str, **input: Any) -> None:
        kind = name[0].upper() + name[1:] + "Input"
        picked = "{ __typename ... on Problem { code message } }"
        document = f"mutation($input: {kind}!) {{ {name}(input: $input) {picked} }}"
        done = (await who.run(document, input=input))[name]
        assert done["__typename"] in {"CodeSent", "ProfileSuccess"}, done

    await changed("requestCode", purpose="CHANGE_CONTACT")
    code = await code_to(system, old, "changing your contact details")
    await changed("setContacts", phone=new, code=code)
    await changed("requestCode", purpose="VERIFY_PHONE")
    code = await code_to(system, new, "confirming this phone number")
    await changed("verifyContact", channel="SMS", code=code)


@pytest.mark.systems("one")
async def test_the_phone_that_a_thief_replaced_comes_back(system: System) -> None:
    async with await system.new_member() as member, Client(system.gateway, language="en") as client:
        mine, theirs = await member.phone(), phone()
        owner = await by_code(system, client, mine, "mine", 0)
        thief = await by_code(system, client, mine, "theirs", 1)
        client.token = thief["accessToken"]
        await to_another_phone(system, client, mine, theirs)
        client.token = owner["accessToken"]
        said = await client.run(
            "mutation($id: String!) { thatWasNotMe(input: {what: LOGIN, id: $id}) { __typename } }",
            id=thief["sessionId"],
        )
        assert said["thatWasNotMe"]["__typename"] == "MembershipSuccess"
        await system.message(mine, "We reach you by your phone number from before again")
        await system.message(theirs, "somebody else had brought it into use")
        shown = await member.client.run("{ me { profile { phone } } }")
        assert shown["me"]["profile"]["phone"] == mine
        assert (await by_code(system, client, mine, "mine", 2))["memberId"] == member.id


@pytest.mark.systems("one")
async def test_who_has_no_membership_has_all_rights_of_an_account(system: System) -> None:
    """A sign-in that was somebody else's, an export, and an erasure."""
    number = phone()
    async with Client(system.gateway, language="en") as client:
        mine = await signed_up(system, client, number)
        thief = await by_code(system, client, number, "theirs", 0)
        client.token = mine["accessToken"]
        said = await client.run(
            "mutation($id: String!) { thatWasNotMe(input: {what: LOGIN, id: $id}) "
            "{ ... on MembershipSuccess { membership { status } } ... on Problem { code } } }",
            id=thief["sessionId"],
        )
        assert said["thatWasNotMe"] == {"membership": None}
        await system.message(number, "All other sign-ins to your account were ended")
        sessions = (await client.run("{ account { sessions { id } } }"))["account"]["sessions"]
        assert sessions == [{"id": mine["sessionId"]}]

        for purpose, name, words, member in (
            ("EXPORT", "requestExport", "exporting your data", "ExportSuccess"),
            ("ERASE_DATA", "askErasure", "erasing your data for good", "MembershipSuccess"),
        ):
            await client.run(
                "mutation($p: CodePurpose!) { requestCode(input: {purpose: $p}) { __typename } }",
                p=purpose,
            )
            code = await code_to(system, number, words)
            done = await client.run(
                f"mutation($code: String!) {{ {name}(input: {{code: $code}}) "
                "{ __typename ... on Problem { code message } } }",
                code=code,
            )
            assert done[name]["__typename"] == member, done

        async def ready() -> bool:
            shown = (await client.run("{ export { state } }"))["export"]
            return bool(shown["state"] == "READY")

        await eventually(ready)
        await system.message(number, "Your data are erased on")
        erasure = (await client.run("{ me { erasure { askedAt open { en } } } }"))["me"]["erasure"]
        assert erasure["askedAt"]
        assert erasure["open"] == []
