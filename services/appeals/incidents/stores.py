"""What of incidents is stored."""

from typing import NamedTuple

from infra.process.foundation import Foundation
from services.appeals.incidents.affected_store import AffectedStore
from services.appeals.incidents.incident_store import LossIncidentStore
from services.appeals.incidents.loss_store import LossStore


class IncidentStores(NamedTuple):
    incidents: LossIncidentStore
    losses: LossStore
    affected: AffectedStore


def stores_on(base: Foundation) -> IncidentStores:
    return IncidentStores(LossIncidentStore(base.uow), LossStore(base.db), AffectedStore(base.uow))
