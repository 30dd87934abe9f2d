"""Members whose contacts the host vouches for, and the codes that reach them."""

import re
from typing import Any

from services.notify.contract.commands import SendCode, SetContacts
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView
from services.notify.contract.words import CodePurpose
from services.shared.callers import Caller
from tests.fakes.callers import HOST, member_caller
from tests.fakes.notify.house import AnyHouse

PHONE = "+8613800138000"


async def know(notify: AnyHouse, member_id: str, **contacts: str) -> None:
    mail = f"{member_id}@mail.example.com"
    given: dict[str, Any] = {"name": "王小明", "phone": PHONE, "email": mail}
    await notify.api.execute(SetContacts(member_id=member_id, **(given | contacts)), HOST)


async def profile_of(notify: AnyHouse, member_id: str = "m-1") -> ProfileView:
    [profile] = await notify.api.read([GetProfile(member_id=member_id)])
    assert isinstance(profile, ProfileView)
    return profile


async def code_to(
    notify: AnyHouse, purpose: CodePurpose, member_id: str = "m-1", by: Caller | None = None
) -> tuple[str, str]:
    """Asks for a code, and gives where it arrived, and the code."""
    await notify.api.execute(
        SendCode(member_id=member_id, purpose=purpose), by or member_caller(member_id)
    )
    await notify.attend()
    newest = (await notify.sent())[0]
    found = re.search(r"\d{6}", newest["body"])
    assert found is not None
    return newest["to"], found.group()
