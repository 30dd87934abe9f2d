"""A gateway's part of what one caller spends, as a process of its own:

    python -m tests.gateway.spending VALKEY CALLER ALLOWANCE COST [once]

It spends until it is refused (or `once`, and stays), and says how much that was and when it began
and ended."""

import asyncio
import sys
import time

from starlette.requests import HTTPConnection

from gateway.identity.viewer import Role, Viewer
from gateway.rates.rates import Rates
from gateway.rates.shared import SharedBudgets
from infra import valkey as valkey_module
from infra.kernel.errors import TooManyRequests
from infra.valkey import Valkey

NOWHERE = HTTPConnection({"type": "http", "headers": []})


async def main(url: str, caller: str, allowance: int, cost: int, *, once: bool) -> None:
    valkey_module.CALL_SECONDS = 60.0  # type: ignore[misc]  # on a busy machine it is not away
    valkey = Valkey(url)
    rates = Rates({"member": allowance}, SharedBudgets(valkey, "secret of all gateways"))
    viewer = Viewer(role=Role.MEMBER, id=caller)
    sys.stdin.readline()  # all begin together
    began, spent = time.time(), 0
    try:
        while True:
            await rates.spend(viewer, NOWHERE, cost)
            spent += cost
            if once:
                sys.stdout.write("spent\n")
                sys.stdout.flush()
                await asyncio.sleep(3600)
            await asyncio.sleep(0)
    except TooManyRequests:
        sys.stdout.write(f"{spent} {began} {time.time()}\n")
    await valkey.close()


if __name__ == "__main__":
    url, caller, allowance, cost, *more = sys.argv[1:]
    asyncio.run(main(url, caller, int(allowance), int(cost), once=bool(more)))
