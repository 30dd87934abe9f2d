"""The receiver that partners begin from, after an absence longer than what is kept."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path("docs/partners/receiver.py")


@pytest.fixture
def receiver() -> Any:
    spec = importlib.util.spec_from_file_location("receiver", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def payload(member: str, sequence: int, status: str = "ACTIVE") -> str:
    data = {"memberId": member, "sequence": sequence, "status": status}
    return json.dumps({"type": "membership.status_changed", "data": data})


class Shop:
    """`now`: what `sharedMember` answers; `kept`: what the feed still has behind "kept"."""

    def __init__(self, now: dict[str, Any], kept: list[dict[str, Any]]) -> None:
        self.now = now
        self.kept = kept
        self.asked: list[str] = []

    def ask(self, _url: str, _key: str, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        if "sharedMember" in query:
            self.asked.append(variables["id"])
            return {"sharedMember": self.now.get(variables["id"])}
        if variables["after"] == "too old":
            return {"statusFeed": {"message": "gone", "earliest": "kept"}}
        page = {"items": self.kept, "endCursor": "end", "hasNextPage": False}
        return {"statusFeed": page if variables["after"] == "kept" else page | {"items": []}}


def test_after_a_gap_each_member_is_asked_for_as_it_is_now(
    receiver: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    members = receiver.Members(str(tmp_path / "members.sqlite"))
    for id in ("changed", "gone", "later"):
        members.take(payload(id, 3), "too old")
    now = {
        id: {"memberId": id, "sequence": sequence, "status": "FROZEN"}
        for id, sequence in (("changed", 7), ("later", 5))
    }
    item = {"cursor": "last", "payload": payload("later", 6, "EXPIRED")}
    shop = Shop(now, [item])
    monkeypatch.setattr(receiver, "ask", shop.ask)
    assert receiver.catch_up(members, "url", "key") == 1
    assert shop.asked == ["changed", "gone", "later"]
    assert known(tmp_path) == {"changed": (7, "FROZEN"), "gone": (3, ""), "later": (6, "EXPIRED")}
    receiver.catch_up(members, "url", "key")
    assert len(shop.asked) == 3, "there is no gap any more"


def known(folder: Path) -> dict[str, tuple[int, str]]:
    import sqlite3

    with sqlite3.connect(folder / "members.sqlite") as db:
        rows = db.execute("SELECT id, sequence, data FROM members").fetchall()
    return {
        id: (sequence, json.loads(data)["status"] if data else "") for id, sequence, data in rows
    }
