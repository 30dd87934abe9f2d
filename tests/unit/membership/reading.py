"""What is read of a world's history, by the queries of the service."""

from datetime import datetime

from infra.kernel.events import GENESIS, Head
from services.membership.contract import explanations
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.words import Status
from services.membership.domain.aggregate.history import history_at
from services.membership.domain.folding.evolve import fold
from services.membership.ports import AsOf, Loaded
from services.membership.queries import case_file, explanation, records
from services.membership.queries.gathered import Gathered
from tests.unit.membership.world import ID, World


class Reader:
    def __init__(self, world: World) -> None:
        last = world.history[-1]
        head = Head(version=last.version, hash=last.hash, commit=None)
        self.gathered = Gathered(
            now=world.now,
            currency="CNY",
            zone="Asia/Shanghai",
            catalog=world.catalog,
            loaded={ID: Loaded(head=head, state=world.state)},
            histories={ID: world.history},
            payments={},
            orders={},
            logins={},
            places={},
        )

    def view(self, at: datetime, known_at: datetime | None = None) -> v.MembershipView:
        asked = q.GetMembership(member_id=ID, at=at, known_at=known_at)
        events = history_at(self.gathered.histories[ID], at, known_at)
        last = events[-1].hash if events else GENESIS
        self.gathered.earlier[asked] = AsOf(fold(ID, events), last)
        return records.membership(asked, self.gathered)

    def status(self, at: datetime) -> Status:
        return self.view(at).status

    def explained(self, at: datetime, known_at: datetime | None = None) -> explanations.Explanation:
        asked = q.GetExplanation(member_id=ID, at=at, known_at=known_at)
        events = history_at(self.gathered.histories[ID], at, known_at)
        self.gathered.telling[asked] = explanation.told_by_all(ID, events)
        return explanation.explanation(asked, self.gathered)

    def case_file(self, lost_at: datetime, *orders: str) -> v.CaseFile:
        asked = q.GetCaseFile(member_id=ID, lost_at=lost_at, orders=orders)
        return case_file.case_file(asked, self.gathered)

    def entries(self) -> list[v.TimelineEntry]:
        return list(
            records.entries(ID, self.gathered, self.gathered.formatter(ID, for_staff=False))
        )
