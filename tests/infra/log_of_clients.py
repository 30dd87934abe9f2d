"""A process that serves a WebSocket and a route that fails, and logs as ours do; `test_log.py`
reads what it wrote."""

import asyncio
import socket

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from infra.http.serving import server_config
from infra.log import configure_logging, logger


async def greet(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


PHONE = "+8613800138000"
MAIL = "wei@members.example"


async def fail(_request: Request) -> Response:
    try:
        raise ValueError(PHONE)
    except ValueError as error:
        raise RuntimeError(MAIL) from error


async def main() -> None:
    configure_logging("INFO", "test")
    app = Starlette(routes=[WebSocketRoute("/line", greet), Route("/fail", fail)])
    config = server_config(app, "127.0.0.1", 0)
    config.loop = "none"
    server = uvicorn.Server(config)
    bound = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve(sockets=[bound]))
    url = f"http://127.0.0.1:{bound.getsockname()[1]}/line?token=a-secret"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as line:
        assert await line.receive_str() == "hello"
        async with session.get(url.replace("/line", "/fail")) as answer:
            assert answer.status == 500
    server.should_exit = True
    await task
    logger.info("the end")


asyncio.run(main())
