"""What members do with their profile: addresses, preferences, and the codes that confirm."""

from typing import Annotated, Any

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import is_fresh, me, spend_code
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import Language
from gateway.schema.notify.profile import Profile
from gateway.schema.notify.words import Channel, CodePurpose, DigestEvery, Topic
from gateway.schema.permissions import mutation
from services.membership.contract.accounts.opening_commands import FollowContacts
from services.membership.contract.accounts.words import HandleKind
from services.notify.contract import commands as notify
from services.notify.contract.commands import Command as NotifyCommand
from services.notify.contract.views import Outcome as NotifyOutcome


@strawberry.input
class RequestCodeInput(Input):
    purpose: CodePurpose


@strawberry.input
class SetPreferenceInput(Input):
    topic: Topic
    channels: list[Channel]


@strawberry.input
class SetQuietHoursInput(Input):
    begins: str = strawberry.field(default="", description="E.g. 22:00, by the member's clock.")
    ends: str = strawberry.field(default="", description="E.g. 08:00.")
    off: bool = strawberry.field(
        default=False, description="Whether there are no quiet hours at all."
    )


@strawberry.input
class SetDigestInput(Input):
    every: DigestEvery
    hour: int = strawberry.field(default=9, description="0 to 23, by the member's clock.")


@strawberry.input
class SetMarketingConsentInput(Input):
    agreed: bool


@strawberry.input
class VerifyContactInput(Input):
    channel: Channel = strawberry.field(description="SMS for the phone, EMAIL for the address.")
    code: str = strawberry.field(description="As sent there; see requestCode.")


@strawberry.input
class SetContactsInput(Input):
    language: Language | None = None
    time_zone: str | None = strawberry.field(default=None, description="E.g. Asia/Shanghai.")
    phone: str | None = strawberry.field(
        default=None,
        description="E.164. Used when verifyContact has proven it; until then the old one is. "
        "Empty removes it.",
    )
    email: str | None = strawberry.field(default=None, description="As for the phone.")
    code: str | None = strawberry.field(
        default=None,
        description="Where a phone or an e-mail address is in use, naming another one takes a "
        "code from there (requestCode for CHANGE_CONTACT), or a second factor that was shown a "
        "moment ago: see stepUp.",
    )


@strawberry.type(description="The profile after the change.")
class ProfileSuccess:
    profile: Profile | None
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: NotifyOutcome) -> "ProfileSuccess":
        profile = Profile.of(outcome.profile) if outcome.profile else None
        return cls(profile=profile, repeated=outcome.repeated)


@strawberry.type(description="A code is on its way.")
class CodeSent:
    sent_to: str = strawberry.field(description="Where to, masked, e.g. +86…4417.")


ProfileResult = Annotated[
    ProfileSuccess | AnyProblem, answers("ProfileResult", "A changed profile.")
]

CodeResult = Annotated[CodeSent | AnyProblem, answers("CodeResult", "A code that was sent.")]


_HANDLES = {Channel.SMS: HandleKind.PHONE, Channel.EMAIL: HandleKind.EMAIL}


@strawberry.type
class ProfileMutations:
    @mutation(
        Role.MEMBER,
        description="Sends a one-time code to the bound phone, else e-mail; one that is to verify "
        "a new address, to that address.",
    )
    async def request_code(self, info: Info, input: RequestCodeInput) -> CodeResult:
        command = notify.SendCode(member_id=me(info), purpose=input.purpose)
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.notify.execute(command, caller)
        return CodeSent(sent_to=outcome.sent_to)

    @mutation(Role.MEMBER, description="Chooses the channels for one topic.")
    async def set_preference(self, info: Info, input: SetPreferenceInput) -> ProfileResult:
        command = notify.SetPreference(
            member_id=me(info), topic=input.topic, channels=tuple(input.channels)
        )
        return await change_profile(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER,
        description="Sets when the phone does not ring for what can wait; with neither times nor "
        "off, as the operator has it. What is urgent always rings.",
    )
    async def set_quiet_hours(self, info: Info, input: SetQuietHoursInput) -> ProfileResult:
        command = notify.SetQuietHours(
            member_id=me(info), begins=input.begins, ends=input.ends, off=input.off
        )
        return await change_profile(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER,
        description="Collects what is not urgent into one message a day or a week. Nothing "
        "mandatory is collected.",
    )
    async def set_digest(self, info: Info, input: SetDigestInput) -> ProfileResult:
        command = notify.SetDigest(member_id=me(info), every=input.every, hour=input.hour)
        return await change_profile(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER,
        description="Agrees to be sent offers, or takes it back; nobody agrees until they said so. "
        "When it was stands in consents.",
    )
    async def set_marketing_consent(
        self, info: Info, input: SetMarketingConsentInput
    ) -> ProfileResult:
        command = notify.SetMarketingConsent(member_id=me(info), agreed=input.agreed)
        return await change_profile(info, command, input.idempotency_key)

    @mutation(
        Role.MEMBER, description="Proves a new phone or e-mail address with the code sent there."
    )
    async def verify_contact(self, info: Info, input: VerifyContactInput) -> ProfileResult:
        command = notify.VerifyContact(member_id=me(info), channel=input.channel, code=input.code)
        done = await change_profile(info, command, input.idempotency_key)
        await _found_by(info, _HANDLES[input.channel])
        return done

    @mutation(
        Role.MEMBER,
        description="Sets language, time zone, phone and e-mail; what is left out stays. A new "
        "address is used when verifyContact has proven it.",
    )
    async def set_contacts(self, info: Info, input: SetContactsInput) -> ProfileResult:
        command = notify.SetContacts(
            member_id=me(info),
            language=input.language.tag if input.language else None,
            time_zone=input.time_zone,
            phone=input.phone,
            email=input.email,
        )
        key = input.idempotency_key
        if input.code is not None:
            await spend_code(info, CodePurpose.CHANGE_CONTACT, input.code, key)
        shown = input.code is not None or await is_fresh(info, CodePurpose.CHANGE_CONTACT)
        done = await change_profile(info, command, key, second_factor=shown)
        given = {HandleKind.PHONE: input.phone, HandleKind.EMAIL: input.email}
        await _found_by(info, *(kind for kind, address in given.items() if address == ""))
        return done


async def _found_by(info: Info, *kinds: HandleKind) -> None:
    """Where the member is reached by now is by what the account is found."""
    for kind in kinds:
        command = FollowContacts(member_id=me(info), kind=kind)
        await info.context.apis.accounts.execute(command, info.context.caller())


async def change_profile(
    info: Info, command: NotifyCommand, key: str | None, **more: Any
) -> ProfileSuccess:
    caller = info.context.caller(key, **more)
    info.context.acts()
    return ProfileSuccess.of(await info.context.apis.notify.execute(command, caller))
