"""A process that serves one WebSocket and logs as ours do; `test_log.py` reads what it wrote."""

import asyncio
import socket

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from infra.http.serving import server_config
from infra.log import configure_logging, logger


async def greet(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


async def main() -> None:
    configure_logging("INFO", "test")
    config = server_config(Starlette(routes=[WebSocketRoute("/line", greet)]), "127.0.0.1", 0)
    config.loop = "none"
    server = uvicorn.Server(config)
    bound = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve(sockets=[bound]))
    url = f"http://127.0.0.1:{bound.getsockname()[1]}/line?token=a-secret"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as line:
        assert await line.receive_str() == "hello"
    server.should_exit = True
    await task
    logger.info("the end")


asyncio.run(main())
