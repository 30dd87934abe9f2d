"""What a member does in the own name, and what proves that it is the member."""

from typing import Annotated

import strawberry

from gateway.request.context import Info
from services.notify.contract import commands as notify
from services.notify.contract.words import CodePurpose

Code = Annotated[
    str | None,
    strawberry.argument(
        description="The one-time code; see requestCode. Needed from a device that is not known, "
        "where the sign-in had no second factor."
    ),
]


def me(info: Info) -> str:
    """The id of the member who asks."""
    return info.context.viewer.id


def signed_in(info: Info) -> dict[str, bool]:
    """A second factor at sign-in makes up for a device that is not known. It does not for what a
    stolen session must not do, changing contacts or lifting a hold: those take a code each time."""
    return {"second_factor": info.context.viewer.second_factor}


async def confirmed(
    info: Info, purpose: CodePurpose, code: str | None, key: str | None
) -> dict[str, bool]:
    """A code that comes with the call, else a second factor at sign-in.

    Raises:
        InvalidInput: the code is not right.
    """
    if code is None:
        return signed_in(info)
    await spend_code(info, purpose, code, key)
    return {"second_factor": True}


async def spend_code(info: Info, purpose: CodePurpose, code: str, key: str | None) -> None:
    """Raises InvalidInput for a code that is not right; the call that spent it may be repeated."""
    verified = f"{key}:code"[-128:] if key else None
    command = notify.VerifyCode(member_id=me(info), purpose=purpose, code=code)
    await info.context.apis.notify.execute(command, info.context.caller(verified))
