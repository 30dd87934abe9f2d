"""Every secret turns, step by step as docs/rotating.md has it, while people are signed in, statuses
change and messages go out: nobody is signed out, and nothing is lost."""

import asyncio
import contextlib
import re
import secrets
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from infra.dev.parts import ROOT
from infra.dev.supervisor import Supervisor
from tests.chaos.changes import Progress, change_all, register
from tests.chaos.run import CHANGES
from tests.client import Client, ClockError, GraphQLErrors
from tests.count import Count, Tally
from tests.waiting import eventually

Say = Callable[[str], None]
SECRETS = (
    "RPC_SECRET", "JWT_SECRET", "TOKEN_KEY", "HANDLE_KEY", "CODE_SECRET", "WEBHOOK_KEY",
    "MASTER_KEY", "CURSOR_KEY", "PASS_KEY",
)  # fmt: skip
"""Those that are ours alone: the provider and the mail server have a hand in the others."""
KEPT = frozenset({"PASS_KEY", "CURSOR_KEY"})
"""What these made is good for longer than the run: their old ones stay."""
PROCESSES = ("membership", "appeals", "notify", "worker", "gateway")
_PASSWORD = "correct horse battery"
_SESSION = """... on SignInSuccess { accessToken refreshToken deviceId }
  ... on Problem { code message }"""
_STEP = "... on SignInStep { attemptId }"
_SETTLES = "PT15M"
_GIVES_UP = 60


@dataclass
class Turned:
    """`refused`: calls of who is signed in that were answered as if they were not, by their words.
    `asked`, `renewed`: how often they called and had a session refreshed."""

    steps: int = 0
    asked: int = 0
    renewed: int = 0
    signed_in: int = 0
    asked_for_code: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    tally: Tally | None = None

    @property
    def good(self) -> bool:
        return not self.refused and self.tally is not None and self.tally.good

    def lines(self) -> list[str]:
        return [
            f"secrets turned           {len(SECRETS)}; all processes begun anew {self.steps} times",
            f"calls of the signed in   {self.asked}, sessions refreshed {self.renewed}, "
            f"signed in by password {self.signed_in}, and asked for a code {self.asked_for_code}",
            f"refused                  {self.refused.total()} {dict(self.refused) or ''}",
            *(self.tally.lines() if self.tally else ["never settled"]),
        ]


class Owner:
    """Of an account, on a device that stays signed in, and who signs in on it again and again."""

    def __init__(self, system: Supervisor, phone: str, turned: Turned) -> None:
        self._client = Client(system.urls["gateway"], patient=False, language="en")
        self._sinks = system.urls["sinks"]
        self._phone = phone
        self._turned = turned
        self._held: dict[str, Any] = {}

    async def sign_up(self) -> None:
        step = await self._way("signUp", handle=self._phone, password=_PASSWORD, language="EN")
        code: str = await eventually(self._code)
        self._held = await self._way("confirmSignUp", attemptId=step["attemptId"], code=code)

    async def _code(self) -> str:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self._sinks}/messages", params={"to": self._phone}) as answer,
        ):
            found = [re.search(r"\d{6}", one["body"]) for one in await answer.json()]
        return next((one[0] for one in found if one), "")

    async def use(self) -> None:
        """Until cancelled."""
        for number in range(sys.maxsize):
            await self._counted(self._ask)
            if number % 10 == 0:
                await self._counted(self._renew)
            if number % 40 == 0:
                await self._counted(self._sign_in)
            await asyncio.sleep(0.05)

    async def close(self) -> None:
        await self._client.__aexit__(None, None, None)

    async def _counted(self, call: Callable[[], Any]) -> None:
        """A process that is away, or one behind it, refuses nobody."""
        try:
            await call()
        except (aiohttp.ClientError, ConnectionError):
            return
        except GraphQLErrors as error:
            if "try again" not in str(error).lower():
                self._turned.refused[str(error)] += 1

    async def _ask(self) -> None:
        self._client.token = self._held["accessToken"]
        await self._client.run("{ account { id } }")
        self._turned.asked += 1

    async def _renew(self) -> None:
        self._client.token = ""
        held = {name: self._held[name] for name in ("refreshToken", "deviceId")}
        answer = await self._way("refreshSession", **held)
        if self._good(answer):
            self._held, self._turned.renewed = answer, self._turned.renewed + 1

    async def _sign_in(self) -> None:
        """By what the handle is found by and the password is kept by."""
        self._client.token = ""
        device = {"id": self._held["deviceId"]}
        answer = await self._way("signIn", handle=self._phone, password=_PASSWORD, device=device)
        if self._good(answer):
            self._turned.signed_in += 1

    def _good(self, answer: Mapping[str, Any]) -> bool:
        if "accessToken" in answer:
            return True
        if "attemptId" in answer:  # its network is known by a hash, which turns, too
            self._turned.asked_for_code += 1
            return False
        if answer.get("code") not in ("UNAVAILABLE", "TOO_MANY_REQUESTS"):
            self._turned.refused[str(answer)] += 1
        return False

    async def _way(self, name: str, **given: Any) -> dict[str, Any]:
        kind = name[0].upper() + name[1:] + "Input"
        wanted = _SESSION if name == "refreshSession" else f"{_SESSION} {_STEP}"
        document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {wanted} }} }}"
        answer: dict[str, Any] = (await self._client.run(document, input=given))[name]
        return answer


async def turn_every_secret(folder: Path, *, members: int, rounds: int, say: Say) -> Turned:
    first, turned = _drawn(), Turned()
    env = {"QUIET_HOURS": "off", **first}
    async with Supervisor(ports="auto", var_dir=folder, env=env) as system:
        url = system.urls["gateway"]
        async with Client(url, patient=True) as host, Client(url, patient=True) as staff:
            await host.sign_in("host", "shop")
            await staff.sign_in("staff", "staff-1")
            ids = [f"turned-{number:03d}" for number in range(members)]
            await register(host, ids)
            owner = Owner(system, "+8613700000001", turned)
            await owner.sign_up()
            rotation = Rotation(system, staff, first, turned, say)
            await _under_traffic(rotation, owner, ids, rounds)
            await owner.close()
            turned.tally = await _settled(staff, Count(staff, system.urls["sinks"], ids))
    return turned


def _drawn() -> dict[str, str]:
    return {name: secrets.token_hex(32) for name in SECRETS}


@dataclass
class Rotation:
    system: Supervisor
    staff: Client
    first: dict[str, str]
    turned: Turned
    say: Say

    async def turn(self) -> None:
        first, then = self.first, _drawn()
        await self._restart_each(first | _old(then), "the next are known")
        await self._restart_each(then | _old(first), "the next are used")
        for tool in ("rotate-master-key", "rehash-handles"):
            await self._exchanged(tool)
        await self.staff.sign_in("staff", "staff-1")  # by the provider's next secret
        kept = {name: secret for name, secret in first.items() if name in KEPT}
        dropped = dict.fromkeys(_old(first), "")
        await self._restart_each(then | dropped | _old(kept), "the old ones are gone")

    async def _restart_each(self, env: dict[str, str], what: str) -> None:
        """One after the other, so that processes of both kinds run side by side."""
        for name in PROCESSES:
            await self.system.restart_with(name, env)
        self.turned.steps += 1
        self.say(f"step {self.turned.steps}: {what}")

    async def _exchanged(self, tool: str) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services", tool, cwd=ROOT, env=self.system.env,
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        if await process.wait() != 0:
            raise RuntimeError(f"{tool} did not end well")


def _old(given: Mapping[str, str]) -> dict[str, str]:
    return {
        "CURSOR_KEYS_OLD" if name == "CURSOR_KEY" else f"{name}_OLD": secret
        for name, secret in given.items()
    }


async def _under_traffic(rotation: Rotation, owner: Owner, ids: list[str], rounds: int) -> None:
    progress, over = Progress(asked=len(ids) * rounds), asyncio.Event()

    async def pace() -> None:
        """As long as secrets turn, there are changes."""
        if not over.is_set():
            await asyncio.sleep(0.3)

    async with asyncio.TaskGroup() as beside:
        using = beside.create_task(owner.use())
        changing = beside.create_task(
            change_all(rotation.staff, ids, rounds, progress, pace=pace, told=lambda: None)
        )
        await rotation.turn()
        rotation.say(f"{progress.done} of {progress.asked} changes while secrets turned")
        over.set()
        await changing
        using.cancel()


async def _settled(staff: Client, count: Count) -> Tally:
    left = _GIVES_UP
    while True:
        with contextlib.suppress(ClockError):
            await staff.advance(_SETTLES)
        tally, left = await count.tally(CHANGES), left - 1
        if not tally.arrivals.open or not left:
            return tally
