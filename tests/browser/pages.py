"""People use the pages: by roles and labels, in both languages, on a phone and on a desk, against a
running system. `make test-browser` fetches Chromium."""

import base64
import re

from playwright.async_api import FilePayload, Page, expect

from tests.browser.visits import DESK, PHONE, Visit, Visiting

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def test_lost_read_why_and_got_back(visiting: Visiting, gateway: str) -> None:
    visit: Visit = await visiting("en-GB", PHONE)
    await visit.accessible()
    await visit.press("Lin Wei")
    await visit.reads("You are a member until")
    await visit.accessible()
    await visit.press("Phone and clock")
    await visit.press("31 days pass")
    await visit.reads(re.compile("You have not been a member since"), within=120)
    await visit.reads("Why?")
    await visit.page.keyboard.press("Escape")
    await visit.accessible()
    await visit.page.get_by_role("button", name=re.compile("^Renew|^Join Gold")).first.click()
    await visit.reads("You are a member until")
    assert visit.wrong == []
    assert visit.asked == {gateway}


async def test_who_disagrees_appeals_with_a_picture(visiting: Visiting, gateway: str) -> None:
    visit: Visit = await visiting("en-GB", PHONE)
    page = visit.page
    await visit.press("Zhou Hang")
    await page.get_by_role("link", name="Appeal", exact=True).click(timeout=60_000)
    words = "<img src=x onerror=alert(1)> It was my own new phone."
    await page.get_by_label("What happened, in your words").fill(words)
    await visit.press("Hand in the appeal")
    await visit.reads(re.compile("You will hear from us by"))
    await visit.reads(words)
    file = FilePayload(name="<b>receipt</b>.png", mimeType="image/png", buffer=PICTURE)
    await page.locator("input[type=file]").first.set_input_files([file])
    await visit.reads("<b>receipt</b>.png")
    await visit.accessible()
    await visit.press("Withdraw the appeal")
    await visit.reads("Withdrawn")
    assert visit.wrong == []
    assert visit.asked == {gateway}


async def number_of(visit: Visit) -> str:
    """Of the phone of who is here."""
    await visit.press("Phone and clock")
    found = await visit.page.get_by_role("heading", name=re.compile(r"^Phone \+")).inner_text()
    await visit.press("Close")
    return found.removeprefix("Phone ")


async def test_signed_in_by_code_stays_so_and_leaves(visiting: Visiting, gateway: str) -> None:
    visit: Visit = await visiting("en-GB", PHONE)
    page = visit.page
    await visit.press("Lin Wei")
    await visit.reads("You are a member until")
    number = await number_of(visit)
    await visit.press("Sign out")
    await page.get_by_role("link", name="Sign in as anybody").click()
    await visit.accessible()
    await page.get_by_label("Phone number or e-mail address").fill(number)
    await visit.press("Send me a code")
    await visit.reads(re.compile("a code is on its way"))
    await page.get_by_label("Code that we sent you").fill("000000")
    await visit.press("Sign in")
    await expect(page.get_by_role("alert")).to_be_visible()
    await page.get_by_label("Code that we sent you").fill(await code_to(page, gateway, number))
    await visit.press("Sign in")
    await visit.reads("You are a member until")
    assert "eyJ" not in await page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    await page.goto(f"{gateway}/security")
    await visit.reads("this one")
    await visit.accessible()
    await visit.press("Sign out")
    await expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
    assert "refreshToken" not in await page.evaluate("JSON.stringify(localStorage)")
    assert visit.wrong == []


async def code_to(page: Page, gateway: str, number: str, of: str = "") -> str:
    """The newest, of a message that says `of`."""
    for _ in range(60):
        answer = await page.request.get(f"{gateway}/dev/messages", params={"to": number})
        for message in await answer.json():
            found = re.search(r"\b\d{6}\b", message["body"])
            if found and of in message["body"]:
                return found[0]
        await page.wait_for_timeout(500)
    raise AssertionError("no code came")


async def test_a_partner_sees_as_long_as_it_may(visiting: Visiting, gateway: str) -> None:
    partner: Visit = await visiting("en-GB", DESK)
    await partner.press("Pixel Games, a partner")
    await partner.reads("There is no key yet.")
    name = await partner.page.get_by_text(re.compile(r"^Pixel Games \d{4}$")).first.inner_text()
    await partner.accessible()
    visit: Visit = await visiting("en-GB", PHONE)
    await visit.press("Ann Baker")
    await visit.press("Undo it")
    await visit.page.goto(f"{gateway}/partners")
    await visit.reads("Nobody outside can see")
    seen = visit.page.get_by_role("region", name=name)
    await seen.get_by_role("button", name="Let it see my status").click()
    await seen.get_by_role("button", name="Let it see nothing any more").click()
    await visit.reads("Nobody outside can see")
    assert visit.wrong == []


AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def test_a_passkey_is_made_and_signs_in(visiting: Visiting, gateway: str) -> None:
    """Under the name that passkeys are bound to."""
    named = gateway.replace("127.0.0.1", "localhost")
    visit: Visit = await visiting("en-GB", DESK, named)
    page = visit.page
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    await visit.press("Lin Wei")
    await visit.reads("You are a member until")
    number = await number_of(visit)
    await visit.press("Sign out")
    await page.goto(f"{named}/sign-in?to=/security")
    await page.get_by_label("Phone number or e-mail address").fill(number)
    await visit.press("Send me a code")
    await visit.reads(re.compile("a code is on its way"))
    await page.get_by_label("Code that we sent you").fill(await code_to(page, named, number))
    await visit.press("Sign in")
    await visit.press("Add a passkey of this device")
    await visit.press("Send me a code")
    code = await code_to(page, named, number, of="proving that it is you")
    await page.get_by_label("Code").fill(code)
    await visit.press("It is me")
    await visit.reads(re.compile("^Passkey"))
    await visit.press("Sign out")
    await visit.press("Sign in with a passkey")
    await visit.reads("Where you are signed in")
    assert visit.wrong == []


async def test_erasing_is_refused_in_words_while_money_is_there(
    visiting: Visiting, gateway: str
) -> None:
    visit: Visit = await visiting("en-GB", PHONE)
    page = visit.page
    await visit.press("Lin Wei")
    await visit.reads("You are a member until")
    number = await number_of(visit)
    await page.goto(f"{gateway}/data")
    erasing = page.get_by_role("region", name="Have it erased")
    await erasing.get_by_role("button", name="Send me a code").click()
    await erasing.get_by_label("Code").fill(await code_to(page, gateway, number, of="code"))
    await erasing.get_by_role("button", name="Erase everything").click()
    await visit.reads(re.compile("^There is ¥130.10 on your balance; have it settled"))
    assert visit.wrong == []
