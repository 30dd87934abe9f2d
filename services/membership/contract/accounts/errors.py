"""Refusals of accounts. What they say is the same whether there is an account or not."""

from infra.kernel.errors import AppError
from infra.kernel.sentences import both


class WrongCredentials(AppError):
    """Handle, password or code do not go together."""

    code = "WRONG_CREDENTIALS"


class SessionOver(AppError):
    """The session has ended; sign in again."""

    code = "SESSION_OVER"


class SignInOff(AppError):
    """The operator signs people in elsewhere."""

    code = "SIGN_IN_OFF"


def wrong_password() -> WrongCredentials:
    return WrongCredentials(
        both(
            "账号或密码不正确。忘记密码可用验证码登录或重设密码。",
            "The account or the password is not right. Without the password, sign in by a code "
            "or reset it.",
        ),
        field="password",
    )


def wrong_code() -> WrongCredentials:
    return WrongCredentials(
        both(
            "验证码不正确或已失效，请核对，或重新获取。",
            "The code is not right, or not good any more; look again, or ask for a new one.",
        ),
        field="code",
    )


def session_over() -> SessionOver:
    return SessionOver(both("登录已失效，请重新登录。", "This session is over; sign in again."))


def sign_in_off() -> SignInOff:
    return SignInOff(
        both(
            "此平台使用自己的登录系统，请在那里登录。",
            "This shop signs people in elsewhere; sign in there.",
        )
    )
