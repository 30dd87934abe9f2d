"""`make bench`: measures one thing after the other and prints what it found.

`python -m tests.bench limits senders` measures only these.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

from infra.log import configure_logging
from infra.process import garbage
from tests.bench import (
    bulk,
    campaign,
    commands,
    commits,
    delivering,
    edge,
    entitlement,
    executing,
    first_page,
    histories,
    hops,
    importing,
    integrity,
    latency,
    limits,
    partners,
    planning,
    queue,
    replay,
    reports,
    sealing,
    senders,
    signing_in,
    subscriptions,
    validating,
    webhooks,
)
from tests.bench.gateways import contest
from tests.bench.scale import part as scale

PARTS: dict[str, Callable[[], Awaitable[list[str]]]] = {
    "limits": limits.measure,
    "commands": commands.measure,
    "commits": commits.measure,
    "senders": senders.measure,
    "edge": edge.measure,
    "executing": executing.measure,
    "validating": validating.measure,
    "hops": hops.measure,
    "gateways": contest.measure,
    "first_page": first_page.measure,
    "entitlement": entitlement.measure,
    "signing_in": signing_in.measure,
    "importing": importing.measure,
    "reports": reports.measure,
    "bulk": bulk.measure,
    "integrity": integrity.measure,
    "histories": histories.measure,
    "subscriptions": subscriptions.measure,
    "queue": queue.measure,
    "replay": replay.measure,
    "planning": planning.measure,
    "sealing": sealing.measure,
    "delivering": delivering.measure,
    "campaign": campaign.measure,
    "webhooks": webhooks.measure,
    "partners": partners.measure,
    "latency": latency.measure,
    "scale": scale.measure,
}


async def main(chosen: list[str]) -> None:
    for name in chosen or PARTS:
        _say(f"\n{name}    (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)")
        for line in await PARTS[name]():
            _say(f"  {line}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - PARTS.keys()
    if unknown:
        sys.exit(f"no such measurement: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    configure_logging("WARNING", "bench")  # as every process does
    garbage.once_started()
    asyncio.run(main(sys.argv[1:]))
