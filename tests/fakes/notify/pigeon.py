"""A third provider of SMS that the product has never heard of: pigeons. Settings alone bring it,
`MORE_PROVIDERS=pigeon=tests.fakes.notify.pigeon:PIGEON`."""

from services.notify.providers.kinds import SmsKind
from tests.fakes.notify.providers import MemorySinks, MemorySms

LOFT = MemorySinks()
"""What they carried."""
OVERSEAS = "+1"


class Pigeon(MemorySms):
    """They do not fly over the ocean."""

    def takes(self, to: str, text: str) -> bool:
        return not to.startswith(OVERSEAS)


PIGEON = SmsKind(build=lambda _settings: Pigeon(LOFT))
