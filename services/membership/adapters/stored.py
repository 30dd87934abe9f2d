"""What is stored of a membership beside its state."""

from typing import Any

from services.membership.adapters.labels import LABELS, labels_of
from services.membership.adapters.shapes import SHAPE
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.shapes import shape


def fields_of(state: Membership) -> dict[str, Any]:
    """What it is listed under, and which fields whoever stored it knew."""
    return {LABELS: labels_of(state), SHAPE: shape()}
