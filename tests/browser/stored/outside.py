"""What the shop, a member, a partner and a stranger write, wherever they can."""

import json

import aiohttp
import pyotp

from tests.browser.pages import PICTURE
from tests.browser.signing import code_in
from tests.browser.stored.cast import Cast
from tests.browser.stored.texts import FILE, LONG, SHORT, TINY
from tests.client import Client
from tests.flows.people import Person
from tests.flows.test_evidence import ADD


async def of_the_shop(cast: Cast) -> None:
    host, who, now = cast.host, cast.member.id, await cast.now()
    await cast.does(host, "registerMember", memberId=who, name=SHORT)
    await cast.does(host, "registerMember", memberId=SHORT, name=SHORT)
    await cast.does(host, "topUpBalance", memberId=who, amount=1, reference=SHORT)
    paid = {"memberId": who, "amount": 1, "paidAt": now}
    await cast.does(host, "reportPayment", orderId=SHORT, **paid)
    await cast.does(
        host,
        "reportOrder",
        memberId=who,
        orderId=f"{TINY}{who}",
        at=now,
        fullPrice=100,
        paidPrice=100,
    )
    login = {"loginId": f"own-{who}", "deviceId": "own", "deviceLabel": "Own"}
    await cast.does(host, "reportLogin", memberId=who, at=now, ip="203.0.113.7", **login)
    await cast.does(
        host, "reportLogin", memberId=who, loginId=f"{TINY}{who}", at=now, deviceId=SHORT,
        deviceLabel=SHORT, ip="203.0.113.77",
    )  # fmt: skip
    await cast.does(host, "reportPaymentMethod", memberId=who, masked=TINY, expires="2031-05")
    await cast.does(
        host, "useMemberBenefit", memberId=who, benefit="free_transfers", useId=SHORT, count=1
    )
    await cast.does(host, "returnMemberBenefit", memberId=who, useId=SHORT)
    await cast.does(host, "reportUnpaidRenewal", memberId=cast.other.id, orderId=SHORT)
    await cast.does(
        host,
        "reportThirdPartyRenewal",
        memberId=cast.other.id,
        orderId=f"third-{cast.other.id}",
        channel=TINY,
    )


async def of_a_member(cast: Cast) -> None:
    member = cast.member
    await cast.does(
        member,
        "claimPayment",
        orderId=f"claimed-{member.id}",
        amount=19_90,
        paidAt=await cast.now(),
    )
    await cast.does(member, "askRectification", wrong=LONG, right=LONG)
    await cast.does(member, "useBenefit", benefit="free_transfers", useId=f"{SHORT}2", count=1)
    kept = await cast.does(member, "saveAppealDraft", text=LONG, orders=["own-1"])
    assert kept
    opened = await cast.does(member, "openAppeal", "appeal { number }", text=LONG, orders=["own-1"])
    cast.known["appeal"] = opened["appeal"]["number"]
    more = {"number": cast.known["appeal"], "text": LONG}
    await cast.does(member, "replyToAppeal", orders=["own-1"], quotes=[], **more)
    await cast.does(member, "askForPerson", **more)
    await _a_file(cast)


async def _a_file(cast: Cast) -> None:
    """As the GraphQL multipart request specification has it."""
    given = {"number": cast.known["appeal"], "files": [None], "text": LONG}
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("operations", json.dumps({"query": ADD, "variables": {"input": given}}))
    form.add_field("map", json.dumps({"0": ["variables.input.files.0"]}))
    form.add_field("0", PICTURE, filename=FILE)
    headers = {
        "authorization": f"Bearer {cast.member.client.token}", "graphql-require-preflight": "1",
    }  # fmt: skip
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{cast.world.gateway}/graphql", data=form) as answer,
    ):
        added = (await answer.json())["data"]["addEvidence"]
    assert "code" not in added, added
    cast.writer.stored.add("addEvidence.text")


async def of_a_partner(cast: Cast, url: str) -> None:
    of = {"partnerId": cast.known["partner"]}
    await cast.does(cast.staff, "renamePartner", name=SHORT, **of)
    await cast.does(cast.staff, "cutOffPartner", reason=SHORT, **of)
    await cast.does(cast.staff, "readmitPartner", reason=SHORT, **of)
    scopes = ["FEED_READ", "MEMBERS_READ", "WEBHOOKS", "KEYS"]
    await cast.does(cast.staff, "issueKey", scopes=scopes, label=SHORT, **of)
    made = await cast.does(
        cast.partner, "createWebhook", "endpoint { id }", url=url, description=SHORT,
        events=[], payload=1, contact="", language="EN",
    )  # fmt: skip
    if made:
        cast.known["endpoint"] = made["endpoint"]["id"]
        of_it = {"endpointId": cast.known["endpoint"]}
        await cast.does(cast.partner, "changeWebhook", description=SHORT, **of_it)
        await cast.does(cast.partner, "testWebhook", **of_it)
    await cast.does(cast.member, "allowPartner", **of)


async def of_who_lost_an_account(cast: Cast) -> None:
    async with Client(cast.world.gateway, language="en") as client:
        somebody = Person(client)
        number = (await cast.other.phone()).replace("+86138", "+86137")
        step = await cast.does(
            somebody, "askAccountBack", "attemptId",
            handle=await cast.other.phone(), newContact=number,
        )  # fmt: skip
        given = {"attemptId": step["attemptId"], "code": await code_in(cast.world, number)}
        await cast.does(somebody, "confirmAccountBack", words=LONG, **given)


async def of_an_account(cast: Cast) -> None:
    """Its devices and its ways to sign in have names."""
    world, phone = cast.world, await cast.member.phone()
    async with Client(world.gateway, language="en") as client:
        owner = Person(client)
        step = await owner.do("signIn", "SignInInput", "SignInStep { attemptId }", handle=phone)
        answer = {"attemptId": step["attemptId"], "answer": await code_in(world, phone)}
        tokens = "SignInSuccess { accessToken deviceId }"
        entered = await owner.do(
            "confirmSignIn", "ConfirmSignInInput", tokens, proof="CODE", **answer
        )
        client.token = entered["accessToken"]
        await cast.does(owner, "nameDevice", deviceId=entered["deviceId"], name=SHORT)
        sent = await owner.do(
            "requestCode", "RequestCodeInput", "CodeSent { sentTo }", purpose="STEP_UP"
        )
        assert "code" not in sent, sent
        proof = {"proof": "CODE", "answer": await code_in(world, phone)}
        proven = await owner.do("stepUp", "StepUpInput", "SteppedUp { accessToken }", **proof)
        client.token = proven["accessToken"]
        setup = await owner.do("addTotp", "AddTotpInput", "TotpSetup { uri continuation }")
        app = pyotp.parse_uri(setup["uri"])
        assert isinstance(app, pyotp.TOTP)
        given = {"continuation": setup["continuation"], "code": app.at(await world.now())}
        await cast.does(owner, "confirmTotp", label=SHORT, **given)
