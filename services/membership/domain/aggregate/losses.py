"""What a member loses by time or by a rule, and not by anybody's doing."""

from datetime import datetime

import msgspec

from services.membership.contract.breaker_words import LossKind
from services.membership.contract.words import Cause


class AutomaticLoss(msgspec.Struct, frozen=True, kw_only=True):
    """`due`: for which time it was known at first, if it was. `away`: nobody was there then.
    `released`: a person said that it happens."""

    kind: LossKind
    cause: Cause
    due: datetime
    away: bool = False
    released: bool = False


class KnownLoss(msgspec.Struct, frozen=True, kw_only=True):
    """The member loses something if nothing is done, as is known. `due`: as in `AutomaticLoss`."""

    kind: LossKind
    due: datetime
