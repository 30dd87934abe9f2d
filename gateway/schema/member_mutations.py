"""What a member can do."""

import strawberry

from gateway.identity.viewer import Role
from gateway.permissions import mutation
from gateway.request.context import Info
from gateway.schema import inputs
from gateway.schema.results import (
    AlertsResult,
    AlertsShown,
    AppealResult,
    CodeResult,
    CodeSent,
    MembershipResult,
    ProfileResult,
    change_appeal,
    change_membership,
    change_profile,
)
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.appeals.contract import commands as appeals
from services.membership.contract import commands as membership
from services.notify.contract import commands as notify
from services.notify.contract.words import CodePurpose

MEMBER = Role.MEMBER


def me(info: Info) -> str:
    return info.context.viewer.id


def signed_in(info: Info) -> dict[str, bool]:
    """A second factor at sign-in makes up for a device that is not known. It does not for what a
    stolen session must not do, changing contacts or lifting a hold: those take a code each time."""
    return {"second_factor": info.context.viewer.second_factor}


async def spend_code(info: Info, purpose: CodePurpose, code: str, key: str | None) -> None:
    """Raises InvalidInput for a code that is not right; the call that spent it may be repeated."""
    verified = f"{key}:code"[-128:] if key else None
    command = notify.VerifyCode(member_id=me(info), purpose=purpose, code=code)
    await info.context.apis.notify.execute(command, info.context.caller(verified))


@strawberry.type
class MembershipMutations:
    @mutation(MEMBER, description="Starts a membership, paid from the balance.")
    async def enrol(self, info: Info, input: inputs.EnrolInput) -> MembershipResult:
        command = membership.Enrol(member_id=me(info), plan=input.plan, auto_renew=input.auto_renew)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Renews from the balance; in grace at the original price.")
    async def renew(self, info: Info, input: inputs.RenewInput) -> MembershipResult:
        command = membership.Renew(member_id=me(info), expected_price=input.expected_price)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Turns renewal at the end of each period on or off.")
    async def set_auto_renew(self, info: Info, input: inputs.SetAutoRenewInput) -> MembershipResult:
        command = membership.SetAutoRenew(member_id=me(info), on=input.on)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Moves to a higher plan; the difference is debited.")
    async def upgrade(self, info: Info, input: inputs.PlanInput) -> MembershipResult:
        command = membership.Upgrade(member_id=me(info), plan=input.plan)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Moves to a lower plan. Can be undone for 24 hours.")
    async def downgrade(self, info: Info, input: inputs.PlanInput) -> MembershipResult:
        command = membership.Downgrade(member_id=me(info), plan=input.plan)
        return await change_membership(info, command, input.idempotency_key, **signed_in(info))

    @mutation(MEMBER, description="Ends the membership. Can be undone for 24 hours.")
    async def cancel(self, info: Info, input: inputs.PlainInput) -> MembershipResult:
        command = membership.Cancel(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key, **signed_in(info))

    @mutation(MEMBER, description="Takes back the cancellation or downgrade: exactly as before.")
    async def undo_change(self, info: Info, input: inputs.PlainInput) -> MembershipResult:
        command = membership.UndoChange(member_id=me(info))
        return await change_membership(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Freezes the membership at once; it ends by itself.")
    async def freeze(self, info: Info, input: inputs.FreezeInput) -> MembershipResult:
        command = membership.Freeze(member_id=me(info), hours=input.hours)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Makes a freeze last longer.")
    async def extend_freeze(self, info: Info, input: inputs.ExtendFreezeInput) -> MembershipResult:
        command = membership.ExtendFreeze(member_id=me(info), hours=input.hours)
        return await change_membership(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Releases a hold, confirmed by a one-time code.")
    async def release_hold(self, info: Info, input: inputs.ReleaseHoldInput) -> MembershipResult:
        key = input.idempotency_key
        await spend_code(info, CodePurpose.RELEASE_HOLD, input.code, key)
        command = membership.ReleaseHold(member_id=me(info), kind=input.kind)
        return await change_membership(info, command, key, second_factor=True)


@strawberry.type
class ProfileMutations:
    @mutation(
        MEMBER,
        description="Sends a one-time code to the bound phone, else e-mail; one that is to verify "
        "a new address, to that address.",
    )
    async def request_code(self, info: Info, input: inputs.RequestCodeInput) -> CodeResult:
        command = notify.SendCode(member_id=me(info), purpose=input.purpose)
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.notify.execute(command, caller)
        return CodeSent(sent_to=outcome.sent_to)

    @mutation(MEMBER, description="Chooses the channels for one topic.")
    async def set_preference(self, info: Info, input: inputs.SetPreferenceInput) -> ProfileResult:
        command = notify.SetPreference(
            member_id=me(info), topic=input.topic, channels=tuple(input.channels)
        )
        return await change_profile(info, command, input.idempotency_key)

    @mutation(
        MEMBER,
        description="Sets when the phone does not ring for what can wait; with neither times nor "
        "off, as the operator has it. What is urgent always rings.",
    )
    async def set_quiet_hours(self, info: Info, input: inputs.SetQuietHoursInput) -> ProfileResult:
        command = notify.SetQuietHours(
            member_id=me(info), begins=input.begins, ends=input.ends, off=input.off
        )
        return await change_profile(info, command, input.idempotency_key)

    @mutation(
        MEMBER,
        description="Collects what is not urgent into one message a day or a week. Nothing "
        "mandatory is collected.",
    )
    async def set_digest(self, info: Info, input: inputs.SetDigestInput) -> ProfileResult:
        command = notify.SetDigest(member_id=me(info), every=input.every, hour=input.hour)
        return await change_profile(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Proves a new phone or e-mail address with the code sent there.")
    async def verify_contact(self, info: Info, input: inputs.VerifyContactInput) -> ProfileResult:
        command = notify.VerifyContact(member_id=me(info), channel=input.channel, code=input.code)
        return await change_profile(info, command, input.idempotency_key)

    @mutation(
        MEMBER,
        description="Sets language, time zone, phone and e-mail; what is left out stays. A new "
        "address is used when verifyContact has proven it.",
    )
    async def set_contacts(self, info: Info, input: inputs.SetContactsInput) -> ProfileResult:
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
        return await change_profile(info, command, key, second_factor=input.code is not None)

    @mutation(MEMBER, description="Says that the in-app inbox showed these alerts: a receipt.")
    async def mark_alerts_shown(
        self, info: Info, input: inputs.MarkAlertsShownInput
    ) -> AlertsResult:
        if not 1 <= len(input.alert_ids) <= 100:
            raise InvalidInput(
                both("请写 1 至 100 条消息的编号。", "Name 1 to 100 alerts."), field="alertIds"
            )
        command = notify.MarkShown(member_id=me(info), alert_ids=tuple(input.alert_ids))
        caller = info.context.caller(input.idempotency_key)
        await info.context.apis.notify.execute(command, caller)
        return AlertsShown(alert_ids=input.alert_ids)


@strawberry.type
class AppealMutations:
    @mutation(MEMBER, description="Appeals against a loss; the history around it is attached.")
    async def open_appeal(self, info: Info, input: inputs.OpenAppealInput) -> AppealResult:
        command = appeals.OpenAppeal(
            member_id=me(info),
            text=input.text,
            orders=tuple(input.orders),
            lost_at=input.lost_at,
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Adds a message to the own appeal.")
    async def reply_to_appeal(self, info: Info, input: inputs.ReplyToAppealInput) -> AppealResult:
        command = appeals.ReplyToAppeal(
            number=input.number, text=input.text, orders=tuple(input.orders)
        )
        return await change_appeal(info, command, input.idempotency_key)

    @mutation(MEMBER, description="Withdraws the own appeal before it is decided.")
    async def withdraw_appeal(self, info: Info, input: inputs.AppealInput) -> AppealResult:
        command = appeals.WithdrawAppeal(number=input.number)
        return await change_appeal(info, command, input.idempotency_key)
