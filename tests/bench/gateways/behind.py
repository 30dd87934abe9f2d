"""What stands behind the gateways: `python -m tests.bench.gateways.behind NAME=PORT …`.

The names are those of the subgraphs, and `services` for all of our contracts.
"""

import asyncio
import sys

import uvloop

from infra.log import configure_logging
from infra.process import garbage
from services.settings import load_settings
from tests.bench.gateways.services import serve_services
from tests.bench.gateways.subgraphs import serve_subgraphs


async def main(ports: dict[str, int]) -> None:
    services = ports.pop("services")
    await serve_subgraphs(ports)
    await serve_services(load_settings(), services)
    await asyncio.Event().wait()


if __name__ == "__main__":
    configure_logging("WARNING", "bench")
    garbage.once_started()
    uvloop.run(main({name: int(port) for name, port in (one.split("=") for one in sys.argv[1:])}))
