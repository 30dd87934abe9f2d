"""What an appeal is listed under; one index over these and its key of order finds the head of any
list."""

from collections.abc import Collection

from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.words import AppealState
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.queues.queue import STAFFS_TURN, waits


def lists_of(appeal: Appeal, queue: AppealQueue) -> list[str]:
    lists = [in_state(appeal.state), in_state(appeal.state, queue)]
    if appeal.state in STAFFS_TURN:
        lists.append(turn(queue))
    if waits(appeal):
        lists.append(free(queue))
        if appeal.nobody_else:
            lists.append(for_another(queue))
    if appeal.reviewer is not None and appeal.state in OPEN:
        lists.append(of_reviewer(appeal.reviewer.id))
    return lists


def wanted(states: Collection[AppealState], queue: AppealQueue | None) -> list[str]:
    """The lists that hold all of these, and nothing else."""
    if set(states) == STAFFS_TURN:
        return [turn(one) for one in ([queue] if queue else AppealQueue)]
    return [in_state(state, queue) for state in dict.fromkeys(states)]


def in_state(state: AppealState, queue: AppealQueue | None = None) -> str:
    return f"{queue}:{state}" if queue else f"{state}"


def turn(queue: AppealQueue) -> str:
    """Those that wait for staff."""
    return f"{queue}:turn"


def free(queue: AppealQueue) -> str:
    """Those of them that nobody has."""
    return f"{queue}:free"


def for_another(queue: AppealQueue) -> str:
    """Those of them that nobody could take who was there when it was escalated."""
    return f"{queue}:another"


def of_reviewer(id: str) -> str:
    return f"of:{id}"
