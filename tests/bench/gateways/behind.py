"""What stands behind the gateways: `python -m tests.bench.gateways.behind NAME=PORT … socket=PATH
prepared=PATH`.

The names are those of the subgraphs, and `services` for all of our contracts, which are served
through the socket, too. At `prepared` are answers to calls that were made ready, as the subgraphs'
are.
"""

import sys
from pathlib import Path

import uvloop

from infra.log import configure_logging
from infra.process import garbage
from services.settings import load_settings
from tests.bench.gateways.prepared import serve_prepared
from tests.bench.gateways.services import serve_services
from tests.bench.gateways.subgraphs import serve_subgraphs


async def main(given: dict[str, str]) -> None:
    services, path = int(given.pop("services")), Path(given.pop("socket"))
    if prepared := given.pop("prepared", ""):
        await serve_prepared(Path(prepared))
    await serve_subgraphs({name: int(port) for name, port in given.items()})
    await serve_services(load_settings(), services, path)


if __name__ == "__main__":
    configure_logging("WARNING", "bench")
    garbage.once_started()
    uvloop.run(main(dict(one.split("=", 1) for one in sys.argv[1:])))
