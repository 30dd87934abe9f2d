"""The embedded database, broker and sinks under the supervisor, each killed once."""

import smtplib
from pathlib import Path

import aiohttp
from pymongo import MongoClient
from redis.asyncio import Redis

from infra.dev.supervisor import Supervisor
from tests.dev.test_supervisor import stand_ins

PARTS = ("mongo", "valkey", "sinks")


async def test_data_and_messages_survive_a_kill_of_every_part(tmp_path: Path) -> None:
    system = Supervisor(var_dir=tmp_path / "var", ports="auto", procfile=stand_ins(tmp_path))
    async with system as running:
        write(running.env)
        for part in PARTS:
            await running.kill(part)
        for part in PARTS:
            await running.wait_ready(part)
        with MongoClient[dict[str, int]](running.env["MONGO_URL"]) as client:
            assert client["kept"]["a"].find_one() == {"_id": 1}
        async with Redis.from_url(running.env["BROKER_URL"]) as broker:
            assert await broker.ping()
        address = running.urls["sinks"] + "/messages"
        async with aiohttp.ClientSession() as http, http.get(address) as response:
            [mail] = await response.json()
        assert (mail["to"], mail["body"].strip()) == ("li@example.com", "hello")


def write(env: dict[str, str]) -> None:
    with MongoClient[dict[str, int]](env["MONGO_URL"]) as client:
        client["kept"]["a"].insert_one({"_id": 1})
    with smtplib.SMTP(env["SMTP_HOST"], int(env["SMTP_PORT"])) as smtp:
        smtp.sendmail("a@example.com", ["li@example.com"], "Subject: hi\r\n\r\nhello")
