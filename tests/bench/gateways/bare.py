"""The HTTP server alone, as our gateway is served, over an application that answers bytes."""

import sys
from pathlib import Path

from starlette.types import Receive, Scope, Send

from infra.http.serving import serve
from infra.log import configure_logging

_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json; charset=utf-8")],
}


class Bytes:
    """The same to everybody, once the question has come whole."""

    def __init__(self, body: bytes) -> None:
        self._start = {
            **_START,
            "headers": [*_START["headers"], (b"content-length", str(len(body)).encode())],  # type: ignore[misc]
        }
        self._body = {"type": "http.response.body", "body": body}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await _live(receive, send)
        while (await receive()).get("more_body"):
            pass
        await send(self._start)
        return await send(self._body)


async def _live(receive: Receive, send: Send) -> None:
    for moment in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{moment}.complete"})


if __name__ == "__main__":
    configure_logging("WARNING", "bench")
    answered = Path(sys.argv[2]).read_bytes()
    serve(Bytes(answered), "127.0.0.1", int(sys.argv[1]), connections=1_000, metrics_port=0)
