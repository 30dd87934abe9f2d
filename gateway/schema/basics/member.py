"""What a member does in the own name, and what proves that it is the member."""

from typing import Annotated, Any

import strawberry

from gateway.request.context import Info
from services.membership.contract.accounts.queries import GetFreshness
from services.membership.contract.accounts.step_up import Sensitive, step_up_needed
from services.membership.contract.accounts.views import FreshnessView
from services.membership.contract.accounts.words import Proof
from services.notify.contract import commands as notify
from services.notify.contract.words import CodePurpose

Code = Annotated[
    str | None,
    strawberry.argument(
        description="The one-time code; see requestCode. Needed from a device that is not known, "
        "where the sign-in had no second factor."
    ),
]


CODE_OR_STEP_UP: Any = strawberry.field(
    default=None,
    description="The one-time code; see requestCode. Not needed where the session showed a second "
    "factor a moment ago: see stepUp.",
)


def me(info: Info) -> str:
    """The id of the member who asks."""
    return info.context.viewer.id


def signed_in(info: Info) -> dict[str, bool]:
    """A second factor at sign-in makes up for a device that is not known. It does not for what a
    stolen session must not do, changing contacts or lifting a hold: those take a code each time, or
    stepUp."""
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


async def proven(
    info: Info, purpose: CodePurpose, code: str | None, key: str | None
) -> dict[str, bool]:
    """What a stolen session must not do: a code that comes with the call, else a factor that the
    session showed a moment ago.

    Raises:
        InvalidInput: the code is not right.
        SecondFactorRequired: neither; it names what will do.
    """
    if code is not None:
        await spend_code(info, purpose, code, key)
    elif not await is_fresh(info, purpose):
        raise step_up_needed(Sensitive(purpose), await _factors(info, purpose))
    return {"second_factor": True}


async def is_fresh(info: Info, purpose: CodePurpose) -> bool:
    """Whether the session showed a factor a moment ago; never of a token of somebody else's, which
    does not say when that was."""
    found = await _freshness(info, purpose)
    return found is not None and found.met


async def _factors(info: Info, purpose: CodePurpose) -> tuple[Proof, ...]:
    found = await _freshness(info, purpose)
    return found.factors if found else ()


async def _freshness(info: Info, purpose: CodePurpose) -> FreshnessView | None:
    viewer = info.context.viewer
    if not viewer.session:
        return None
    asked = GetFreshness(account_id=viewer.id, session_id=viewer.session, what=Sensitive(purpose))
    return await info.context.readers.accounts.ask(asked, FreshnessView)


async def spend_code(info: Info, purpose: CodePurpose, code: str, key: str | None) -> None:
    """Raises InvalidInput for a code that is not right; the call that spent it may be repeated."""
    verified = f"{key}:code"[-128:] if key else None
    command = notify.VerifyCode(member_id=me(info), purpose=purpose, code=code)
    await info.context.apis.notify.execute(command, info.context.caller(verified))
