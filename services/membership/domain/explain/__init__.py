"""Why a member is or is not entitled, in words. Pure: the same inputs give the same answer."""

from services.membership.domain.explain.answer import explain
from services.membership.domain.explain.inputs import ExplainInput
from services.membership.domain.explain.loss import Loss
from services.membership.domain.explain.losses import days_lost, losses, seconds_lost

__all__ = [
    "ExplainInput",
    "Loss",
    "days_lost",
    "explain",
    "losses",
    "seconds_lost",
]
