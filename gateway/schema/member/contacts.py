"""How a member is reached, shown to staff who say what for."""

from typing import Annotated, Final

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import MemberInput
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.notify.profile import Profile
from gateway.schema.permissions import REVIEWERS, mutation
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView

LONGEST_REASON: Final = 500


@strawberry.input
class RevealContactInput(MemberInput):
    reason: str = strawberry.field(
        description="What the case needs it for. Kept with who asked and when; administrators and "
        "the member read it."
    )


@strawberry.type(description="A profile with its addresses in clear.")
class RevealedContact:
    member_id: strawberry.ID
    profile: Profile


RevealContactResult = Annotated[
    RevealedContact | AnyProblem, answers("RevealContactResult", "How a member is reached.")
]


@strawberry.type
class ContactMutations:
    @mutation(
        *REVIEWERS,
        confirmed=True,
        description="Shows phone and e-mail of a member in clear, once. That it was shown is kept "
        "first, with the reason: see staffReads.",
    )
    async def reveal_contact(self, info: Info, input: RevealContactInput) -> RevealContactResult:
        _require_reason(input.reason)
        asked = GetProfile(member_id=input.member_id)
        view = await info.context.readers.notify.ask(asked, ProfileView)
        return RevealedContact(member_id=input.member_id, profile=Profile.of(view))


def _require_reason(reason: str) -> None:
    """
    Raises:
        InvalidInput: it says nothing, or too much.
    """
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise InvalidInput(
            both(
                "请写明办理此事为何需要联系方式（最多 {most} 字）。",
                "Say what the case needs the contact for, in at most {most} characters.",
                most=LONGEST_REASON,
            ),
            field="reason",
        )
