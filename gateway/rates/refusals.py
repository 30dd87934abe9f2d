"""What a caller is told who has spent all there is."""

from infra.kernel.errors import TooManyRequests
from infra.kernel.sentences import both


def spent_up(seconds: int) -> TooManyRequests:
    return TooManyRequests(
        both(
            "请求过于频繁：请在 {seconds} 秒后重试，或减少所查询的字段和页长。",
            "You have asked for too much in a short time: try again in {seconds} seconds, or ask "
            "for fewer fields and smaller pages.",
            seconds=seconds,
        ),
        details={"retry_after": seconds},
    )
