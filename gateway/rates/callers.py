"""Who pays for a request: the person or program of the token, else the address."""

import functools
from typing import Final, NamedTuple

from starlette.requests import HTTPConnection

from gateway.identity.viewer import Role, Viewer
from infra.kernel.networks import networks_of

LINES_OF_A_SITE: Final = 10
"""So much may come from all networks of one site in IPv6 together, which may be 65,536 of them."""

_MOST: Final = 10_000


class Payer(NamedTuple):
    """`share`: it is charged the cost divided by this."""

    name: str
    share: int = 1


def caller_of(viewer: Viewer, connection: HTTPConnection) -> str:
    """Whom connections are counted for."""
    return payers_of(viewer, connection)[0].name


def payers_of(viewer: Viewer, connection: HTTPConnection) -> tuple[Payer, ...]:
    if viewer.role is not Role.ANONYMOUS:
        return _of_person(viewer.role, viewer.id)
    return _of_address(connection.client.host if connection.client else "")


@functools.lru_cache(_MOST)
def _of_person(role: Role, id: str) -> tuple[Payer, ...]:
    return (Payer(f"{role}:{id}"),)


@functools.lru_cache(_MOST)
def _of_address(address: str) -> tuple[Payer, ...]:
    line, *sites = networks_of(address)
    named = f"{Role.ANONYMOUS}:"
    return (
        Payer(named + line),
        *(Payer(named + site, LINES_OF_A_SITE) for site in sites),
    )
