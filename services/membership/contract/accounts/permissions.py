"""Who may use which command."""

from services.membership.contract.accounts import (
    factor_commands,
    opening_commands,
    regaining_commands,
    session_commands,
    signing_commands,
    staff_commands,
)
from services.shared.callers import ActorKind
from services.shared.permissions import (
    ADMINS,
    ANY_STAFF,
    HOST,
    MEMBER,
    SPECIALISTS,
    May,
    Table,
    for_staff,
)

_ANYBODY = May(roles=frozenset({ActorKind.ANONYMOUS, ActorKind.MEMBER}), staff=ANY_STAFF)
_OWNER = May(roles=frozenset({ActorKind.MEMBER}), staff=ANY_STAFF)
_BY_ADMINS = for_staff(ADMINS, confirmed=True)
_INVITED = May(roles=frozenset({ActorKind.ANONYMOUS}))

MAY: Table = {
    signing_commands.BeginSignUp: _ANYBODY,
    signing_commands.ConfirmSignUp: _ANYBODY,
    signing_commands.BeginSignIn: _ANYBODY,
    signing_commands.ConfirmSignIn: _ANYBODY,
    signing_commands.BeginReset: _ANYBODY,
    signing_commands.FinishReset: _ANYBODY,
    session_commands.RefreshSession: _ANYBODY,
    signing_commands.SetPassword: _OWNER,
    signing_commands.ResetPasswordOf: _BY_ADMINS,
    session_commands.EndSession: _OWNER,
    session_commands.EndOtherSessions: _OWNER,
    session_commands.EndSessionsOf: _BY_ADMINS,
    session_commands.NameDevice: _OWNER,
    session_commands.RemoveDevice: _OWNER,
    session_commands.DisownSignIn: _OWNER,
    opening_commands.RegisterAccount: HOST,
    opening_commands.FollowContacts: MEMBER,
    factor_commands.BeginPasskeySignIn: _ANYBODY,
    factor_commands.SignInWithPasskey: _ANYBODY,
    factor_commands.BeginTotp: _OWNER,
    factor_commands.ConfirmTotp: _OWNER,
    factor_commands.BeginPasskey: _OWNER,
    factor_commands.AddPasskey: _OWNER,
    factor_commands.RemoveFactor: _OWNER,
    factor_commands.MakeRecoveryCodes: _OWNER,
    factor_commands.StepUp: _OWNER,
    regaining_commands.AskAccountBack: _ANYBODY,
    regaining_commands.ConfirmAccountBack: _ANYBODY,
    regaining_commands.StopAccountRequestByCode: _ANYBODY,
    regaining_commands.StopAccountRequest: _OWNER,
    regaining_commands.DecideAccountRequest: for_staff(SPECIALISTS, confirmed=True),
    staff_commands.InviteStaff: _BY_ADMINS,
    staff_commands.RenewInvitation: _BY_ADMINS,
    staff_commands.ChangeStaffKind: _BY_ADMINS,
    staff_commands.ResetStaffSignIn: _BY_ADMINS,
    staff_commands.OffboardStaff: _BY_ADMINS,
    staff_commands.BeginJoining: _INVITED,
    staff_commands.JoinStaff: _INVITED,
}
"""An owner's command names the own account: the service compares it with who asks."""
