"""What is kept for a while only."""

import msgspec

from services.shared.retention import Retained


class RetentionOfMessages(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    rounds: tuple[Retained, ...]
