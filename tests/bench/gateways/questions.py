"""What is asked of each gateway, and what the three services behind it know of a member."""

from typing import Any, Final

import msgspec

IDS: Final = [f"m-{number:06}" for number in range(2_000)]
"""All of one length, so that an answer is made by writing one id over the other."""
ANY: Final = "m-??????"

_OF_A_MEMBER = """
  membership { status entitled autoRenew plan { code name { zh en } } period { start end }
    price { amount currency } }
  appeals(first: 5) { totalCount nodes { number memberId state submittedAt firstAnswerDue
    overdue } }
  alerts(first: 5) { totalCount nodes { eventType at title { zh en } received
    deliveries { channel state attempts } } }
"""
OURS: Final = f"{{ me {{ {_OF_A_MEMBER} }} }}"
"""Who is asked about is who asks."""
THEIRS: Final = f"query Overview($id: ID!) {{ member(id: $id) {{ {_OF_A_MEMBER} }} }}"
SMALL: Final = "{ me { memberId } }"

APPEALS = 2
ALERTS = 5

_START, _END, _DUE = (
    "2026-11-01T00:00:00.000Z",
    "2026-12-01T00:00:00.000Z",
    "2026-11-02T00:00:00.000Z",
)
_APPEAL: Final = {
    "memberId": ANY,
    "state": "SUBMITTED",
    "submittedAt": _START,
    "firstAnswerDue": _DUE,
    "overdue": False,
}
_ALERT: Final = {
    "eventType": "MembershipExpired",
    "at": _START,
    "title": {"zh": "中文 Expired", "en": "Expired"},
    "received": False,
    "deliveries": [{"channel": "SMS", "state": "ACCEPTED", "attempts": 1}],
}
KNOWN: Final[dict[str, dict[str, Any]]] = {
    "membership": {
        "membership": {
            "status": "ACTIVE",
            "entitled": True,
            "autoRenew": True,
            "plan": {"code": "gold", "name": {"zh": "黄金会员", "en": "Gold"}},
            "period": {"start": _START, "end": _END},
            "price": {"amount": 2500, "currency": "CNY"},
        }
    },
    "appeals": {
        "appeals": {
            "totalCount": APPEALS,
            "nodes": [{"number": f"A-{n}", **_APPEAL} for n in range(APPEALS)],
        }
    },
    "notify": {"alerts": {"totalCount": ALERTS, "nodes": [_ALERT] * ALERTS}},
}


def known_of(id: str) -> dict[str, Any]:
    """The whole answer about a member."""
    everything: dict[str, Any] = {}
    for part in KNOWN.values():
        everything |= part
    text = msgspec.json.encode(everything).replace(ANY.encode(), id.encode())
    return msgspec.json.decode(text, type=dict[str, Any])
