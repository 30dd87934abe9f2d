"""Documents whose fragments spread each other, as large as the limits let them be or a little
larger: what the rules of validation go through again and again if they are not careful."""

from random import Random
from typing import Final

_WITHIN: Final = {
    "Member": ("me {{ {} }}", ("id", "memberId", "__typename")),
    "Membership": ("me {{ membership {{ {} }} }}", ("status", "entitled", "version")),
    "Alert": ("me {{ alerts(first: 1) {{ nodes {{ {} }} }} }}", ("id", "eventType", "received")),
}
_OVERVIEW: Final = """query Q{} {{ me {{
  id memberId
  membership {{ status entitled version autoRenew lifecycle plan {{ code rank name {{ zh en }} }}
    period {{ start end }} price {{ amount currency formatted }} balance {{ amount formatted }}
    owed {{ amount }} graceUntil benefits {{ __typename }}
    holds {{ kind cause owner releasedBy placedAt reason }} }}
  alerts(first: 5) {{ totalCount nodes {{ id eventType at received title {{ zh en text }}
    deliveries {{ id channel state attempts sentAt reason }} }} }}
  appeals(first: 5) {{ totalCount nodes {{ number state overdue orders }} }}
}} }}"""
PLAIN: Final = " ".join(map(_OVERVIEW.format, range(16)))
"""As large, and without fragments: what it takes is what so many fields take."""


def fragment_graph(chance: Random) -> str:
    """Of our own graph. Not each is valid."""
    kind = chance.choice(sorted(_WITHIN))
    around, fields = _WITHIN[kind]
    size, variables = chance.choice((1, 5, 20, 60, 120)), chance.choice((0, 0, 3, 10))
    spreads, width = chance.choice((1, 2, 3, 5)), chance.choice((0, 1, 3, 10))

    def conditional(asked: str) -> str:
        chosen = variables and chance.random() < 0.3
        return f"{asked} @include(if: $v{chance.randrange(variables)})" if chosen else asked

    def fragment(number: int) -> str:
        later = range(number + 1, size)
        spread = chance.sample(later, min(len(later), chance.randint(0, spreads)))
        asked = [chance.choice(fields) for _ in range(chance.randint(0, width))]
        if chance.random() < 0.3:
            asked.append(f"a{chance.randrange(99)}: {chance.choice(fields)}")
        inner = [*(asked or ["__typename"]), *(f"...F{one}" for one in spread)]
        return f"fragment F{number} on {kind} {{ {' '.join(map(conditional, inner))} }}"

    def operation(number: int) -> str:
        declared = ", ".join(f"$v{one}: Boolean!" for one in range(variables))
        begins = chance.sample(range(size), min(size, chance.randint(1, 4)))
        head = f"query Q{number}({declared})" if declared else f"query Q{number}"
        return f"{head} {{ {around.format(' '.join(f'...F{one}' for one in begins))} }}"

    operations = map(operation, range(chance.choice((1, 1, 5, 20))))
    return " ".join([*operations, *map(fragment, range(size))])
