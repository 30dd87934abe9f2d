"""Accounts at the pages: opened, signed in to by more than a password, lost and had back."""

import itertools
import re

import pyotp
import pytest
from playwright.async_api import expect

from tests.browser.signing import HANDLE, code_in, prove, signed_in
from tests.browser.visits import DESK, PHONE, Opening, Visit
from tests.flows.conftest import System
from tests.flows.people import Staff
from tests.waiting import eventually

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def new_number() -> str:
    return f"+86137{next(_numbers):08d}"


async def test_an_account_is_opened_and_a_plan_joined(opening: Opening, world: System) -> None:
    number = new_number()
    visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/sign-in")
    page = visit.page
    await page.get_by_role("link", name="Open an account").click()
    await visit.accessible()
    await page.get_by_label(HANDLE).fill(number)
    await visit.press("Send me a code")
    await page.get_by_label("Code that we sent you").fill("000000")
    await visit.press("Open the account")
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.reload()
    await page.get_by_label("Code that we sent you").fill(
        await code_in(world, number, "opening your account")
    )
    await visit.accessible()
    await visit.press("Open the account")
    await visit.reads("Become a member")
    await visit.accessible()
    await page.get_by_role("button", name=re.compile("^Join Gold")).click()
    await visit.reads(re.compile("balance"))
    await _topped_up(world, number)
    await page.get_by_role("button", name=re.compile("^Join Gold")).click()
    await visit.reads("You are a member until")
    assert visit.wrong == []
    assert visit.asked == {world.gateway}


async def _topped_up(world: System, number: str) -> None:
    """Staff look up who has the number; the shop puts money on the balance."""
    find = """query($number: String!) { findMembers(by: {phone: $number}) {
      ... on MembersFoundSuccess { members { memberId } } } }"""
    async with await world.staff() as staff, await world.host() as host:
        found = await staff.client.run(find, number=number)
        [member] = found["findMembers"]["members"]
        given = {"memberId": member["memberId"], "reference": f"cash-{number[1:]}"}
        done = await host.change("topUpBalance", "TopUpBalanceInput", amount=100_00, **given)
        assert "code" not in done, done


async def test_a_password_an_app_and_codes_to_keep(opening: Opening, world: System) -> None:
    async with await world.new_member() as member:
        number = await member.phone()
        visit: Visit = await opening("en-GB", DESK, f"{world.gateway}/sign-in?to=/security")
        page = visit.page
        await signed_in(visit, world, number)
        await page.get_by_label("New password").fill(PASSWORD)
        await visit.press("Set the password")
        await visit.reads(re.compile("^A password, since"))

        await visit.press("Add an authenticator app")
        await prove(visit, page.get_by_role("region", name="Ways to sign in"), world, number)
        await expect(page.get_by_role("img", name="For the app to scan")).to_be_visible()
        app = pyotp.TOTP(str(await page.locator("code").first.text_content()))
        await visit.accessible()
        await page.get_by_label("Code of the app").fill(app.at(await world.now()))
        await visit.press("Use the app")
        await visit.reads(re.compile("^Authenticator app,"))
        await visit.press("Make recovery codes")
        shown = page.get_by_role("group", name="Recovery codes").locator("code")
        await expect(shown).to_have_count(10)
        codes = await shown.all_text_contents()
        await visit.accessible()
        await visit.press("I have saved them")
        await visit.reads("(10 left)")

        await page.get_by_role("button", name="Give it a name").click()
        await page.get_by_label("Name of the device").fill("<b>Desk</b> at home")
        await visit.press("Save")
        await visit.reads("<b>Desk</b> at home")

        await visit.press("Sign out")
        await page.get_by_label(HANDLE).fill(number)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await visit.press("Sign in")
        await page.get_by_label("How do you prove it?").select_option("RECOVERY_CODE")
        await visit.accessible()
        await page.get_by_label("One of your recovery codes").fill(codes[0])
        await visit.press("Sign in")
        await visit.reads("(9 left)")
        assert visit.wrong == []


async def test_a_password_that_was_forgotten_is_set_anew(opening: Opening, world: System) -> None:
    async with await world.new_member() as member:
        number = await member.phone()
        visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/reset-password")
        page = visit.page
        await visit.accessible()
        await page.get_by_label(HANDLE).fill(number)
        await visit.press("Send me a code")
        await page.get_by_label("Code that we sent you").fill(
            await code_in(world, number, "password")
        )
        await page.get_by_label("New password").fill("password")
        await visit.press("Set the password")
        await expect(page.get_by_role("alert")).to_be_visible()
        await page.get_by_label("New password").fill(PASSWORD)
        await visit.press("Set the password")
        await visit.reads(re.compile("^It is set"))
        assert visit.wrong == []


@pytest.mark.parametrize("stopped", [True, False], ids=["stopped", "given"])
async def test_who_lost_every_contact_has_the_account_back_unless_the_owner_is_there(
    opening: Opening, world: System, *, stopped: bool
) -> None:
    new = new_number()
    async with await world.new_member() as member, await world.staff() as staff:
        number = await member.phone()
        visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/account-back")
        page = visit.page
        await visit.accessible()
        await page.get_by_label("Phone number or e-mail address of the account").fill(number)
        await page.get_by_label("Where you can be reached now").fill(new)
        await visit.press("Send me a code")
        await page.get_by_label("What shows that the account is yours").fill("Both are gone.")
        await page.reload()
        await expect(page.get_by_label("What shows that")).to_have_value("Both are gone.")
        await page.get_by_label("Code that we sent you").fill(
            await code_in(world, new, "getting your account back")
        )
        await visit.press("Ask for it")
        await visit.reads("We have it. What follows:")
        await visit.accessible()
        await _accepted(staff, member.id)
        if stopped:
            code = await code_in(world, number, "stopping the request for your account")
            await page.get_by_role("link", name=re.compile("stop it")).click()
            await visit.accessible()
            await page.get_by_label("Phone number or e-mail address of the account").fill(number)
            await page.get_by_label("Code of the warning").fill(code)
            await visit.press("Stop it")
            await visit.reads(re.compile("^It is stopped"))
        else:
            await world.advance("P3D")
            await world.message(new, "Your account is yours again")
            await page.get_by_role("link", name="To sign-in").click()
            await signed_in(visit, world, new)
            await visit.reads("You are a member until")
        assert visit.wrong == []


async def _accepted(staff: Staff, member_id: str) -> None:
    wanted = "{ accountRequests { id memberId } }"

    async def asked() -> str | None:
        found = (await staff.client.run(wanted))["accountRequests"]
        return next((one["id"] for one in found if one["memberId"] == member_id), None)

    request = await eventually(asked)
    await staff.do(
        "decideAccountRequest", "DecideAccountRequestInput", "AccountRequestNoted { repeated }",
        id=request, accept=True, reason="Proved who they are.",
    )  # fmt: skip


SPOILED = """() => {
  const kept = JSON.parse(localStorage.getItem("reinstate.session"));
  localStorage.setItem("reinstate.session", JSON.stringify({ ...kept, refreshToken: "gone" }));
}"""


async def test_whose_session_ended_elsewhere_is_asked_to_sign_in(
    opening: Opening, world: System
) -> None:
    async with await world.new_member() as member:
        number = await member.phone()
    visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/sign-in?to=/inbox")
    await signed_in(visit, world, number)
    await expect(visit.page.get_by_role("heading", name="Messages")).to_be_visible(timeout=60_000)
    await visit.page.evaluate(SPOILED)
    await visit.page.reload()
    await expect(visit.page.get_by_label(HANDLE)).to_be_visible(timeout=60_000)
