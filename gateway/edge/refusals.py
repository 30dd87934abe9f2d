"""What callers are told who are not let in, or ask for more than the room of one."""

from gateway.identity.viewer import Unauthenticated
from infra.kernel.errors import AppError, Forbidden, InvalidInput, TooManyRequests
from infra.kernel.sentences import both


class TooSlow(AppError):
    """More came than is kept for a client that does not read; its cursor is still good."""

    code = "TOO_SLOW"
    retryable = True


def too_slow() -> TooSlow:
    return TooSlow(
        both(
            "读取过慢：请从最后收到的 cursor 继续。",
            "Too slow: go on from the cursor that you saw last.",
        )
    )


def no_operation() -> InvalidInput:
    return InvalidInput(
        both(
            "请在 query 中给出 GraphQL 文档，或在 extensions.persistedQuery 中给出其哈希。",
            "Send a GraphQL document as query, or its hash in extensions.persistedQuery.",
        ),
        field="query",
    )


def not_signed_in() -> Unauthenticated:
    return Unauthenticated(both("请先登录再上传文件。", "Sign in before you send files."))


def token_has_expired() -> Unauthenticated:
    return Unauthenticated(
        both("访问令牌已过期，请重新登录。", "The access token has expired. Sign in again.")
    )


def not_a_token() -> Forbidden:
    return Forbidden(
        both(
            "请以文本形式附上访问令牌：'Bearer <token>'。",
            "Send the access token as a text: 'Bearer <token>'.",
        )
    )


def too_many_connections(most: int) -> TooManyRequests:
    return TooManyRequests(
        both(
            "同一调用方最多同时打开 {most} 个连接；请在一个连接上使用多个订阅，或先关闭一个。",
            "A caller has at most {most} sockets open; put several subscriptions on one, "
            "or close one.",
            most=most,
        )
    )


def too_many_subscriptions(most: int) -> TooManyRequests:
    return TooManyRequests(
        both(
            "一个连接最多同时进行 {most} 个操作；请先结束一个，或再打开一个连接。",
            "A socket carries at most {most} operations at a time; end one, or open another "
            "socket.",
            most=most,
        )
    )
