"""What nearly every request asks for is there at once, past the routes."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Shortcut:
    """What is posted to `path` goes to `posted`, all else to `app`."""

    def __init__(self, path: str, posted: ASGIApp, app: ASGIApp) -> None:
        self._path = path
        self._posted = posted
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        short = (
            scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == self._path
        )
        await (self._posted if short else self._app)(scope, receive, send)
