"""Budgets in Valkey: each portion is one script there, by the server's clock."""

import hashlib
from pathlib import Path
from typing import Final

from gateway.rates.portions import SHARE, Allowance, Portion
from infra.derived_key import derived_bytes
from infra.valkey import Valkey

_SCRIPT: Final = Path(__file__).parent / "portion.lua"


class SharedBudgets:
    """`secret`: that all gateways know. Whose a budget is cannot be read from its key.

    `now`: microseconds to decide by instead of the server's clock; 0 leaves it to the server.
    """

    def __init__(self, valkey: Valkey, secret: str, now: int = 0) -> None:
        self.now = now
        self._valkey = valkey
        self._key = derived_bytes(secret, b"rates of callers")
        self._script = valkey.script(_SCRIPT)

    async def portion(
        self, caller: str, allowance: Allowance, need: int, back: int
    ) -> Portion | None:
        """As `portioned`; none while Valkey is away."""
        if not self._valkey.reachable():
            return None
        rate = allowance.rate
        given = await self._valkey.attempt(
            self._script(
                keys=[self._name(caller)],
                args=[rate.per_second, rate.burst, allowance.portion, SHARE, need, back, self.now],
            )
        )
        return None if given is None else Portion(*map(int, given))

    def _name(self, caller: str) -> str:
        digest = hashlib.blake2b(caller.encode(), digest_size=16, key=self._key)
        return f"rate:{digest.hexdigest()}"
