"""What can be asked of accounts. Each command has one handler."""

from services.membership.contract.accounts import (
    factor_commands,
    opening_commands,
    regaining_commands,
    session_commands,
    signing_commands,
    staff_commands,
)

AnyAccountCommand = (
    signing_commands.BeginSignUp
    | signing_commands.ConfirmSignUp
    | signing_commands.BeginSignIn
    | signing_commands.ConfirmSignIn
    | signing_commands.SetPassword
    | signing_commands.BeginReset
    | signing_commands.FinishReset
    | signing_commands.ResetPasswordOf
    | session_commands.RefreshSession
    | session_commands.EndSession
    | session_commands.EndOtherSessions
    | session_commands.EndSessionsOf
    | session_commands.NameDevice
    | session_commands.RemoveDevice
    | session_commands.DisownSignIn
    | opening_commands.RegisterAccount
    | opening_commands.FollowContacts
    | factor_commands.AnyFactorCommand
    | regaining_commands.AnyRegainingCommand
    | staff_commands.AnyStaffCommand
)
