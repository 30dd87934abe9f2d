"""What accounts count."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter

from infra.kernel.errors import AppError
from services.membership.contract.accounts.commands import AnyAccountCommand

_commands = Counter(
    "accounts_commands_total", "Commands by what was answered: OK or a code", ("command", "result")
)


@contextmanager
def counted(command: AnyAccountCommand) -> Iterator[None]:
    """One that fails is counted by the code that it is refused with."""
    result = "INTERNAL"
    try:
        yield
        result = "OK"
    except AppError as error:
        result = error.code
        raise
    finally:
        _commands.labels(type(command).__name__, result).inc()
