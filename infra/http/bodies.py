"""Request bodies of strangers, read no further than they may be long."""

from starlette.requests import Request


async def bounded(request: Request, longest: int) -> bytes | None:
    """The body; none when it has more than `longest` bytes."""
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > longest:
            return None
    return bytes(received)
