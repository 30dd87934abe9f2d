"""One handler a command."""

from services.membership.handlers.carrying_out import execute
from services.membership.handlers.importing import import_batch
from services.membership.handlers.several import execute_many
from services.membership.handlers.tick import Ticker, tick

__all__ = ["Ticker", "execute", "execute_many", "import_batch", "tick"]
