"""The people of the story: rows of the imported file, and sessions with the API."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.client import Client

MEMBERSHIP = "status entitled period { start end } price { formatted } balance { formatted }"
EXPLANATION = """explanation { cause summary { zh en } prevention { zh en }
  evidence { says { zh en } } nextSteps { action says { zh en } } }"""
PROBLEM = "... on Problem { code message }"
DONE = f"... on MembershipSuccess {{ membership {{ {MEMBERSHIP} }} }} {PROBLEM}"

NAMES = {
    "lin": ("林薇", "+8613912340001", "lin.wei@members.example", "zh-CN"),
    "ann": ("Ann Baker", "+447400123402", "ann.baker@members.example", "en"),
    "zhou": ("周航", "+8613912340003", "zhou.hang@members.example", "zh-CN"),
    "carlos": ("Carlos Ruiz", "+34612345604", "carlos.ruiz@members.example", "en"),
}
ENDS_IN = {
    "lin": timedelta(days=30, hours=12),
    "ann": timedelta(days=55),
    "zhou": timedelta(days=58),
    "carlos": timedelta(days=26),
}


def add_rows(members: Path, now: datetime) -> None:
    """Puts the people of the story at the end of a generated members file. Nothing is known of when
    they signed in, so nothing follows from it."""
    with members.open("a", encoding="utf-8") as file:
        for id, (name, phone, email, language) in NAMES.items():
            end = now + ENDS_IN[id]
            start = min(end - timedelta(days=30), now - timedelta(days=1))
            row = [
                id, name, phone, email, language, "Asia/Shanghai", "gold", "ACTIVE", "",
                start.isoformat(), end.isoformat(), "false", "58.00", "", f"{id}-phone",
            ]  # fmt: skip
            file.write(",".join(row) + "\n")


class Member:
    """One member with a phone, and the app that talks to the API."""

    def __init__(self, client: Client, id: str) -> None:
        self.client = client
        self.id = id
        self.name, self.phone, self.email, language = NAMES[id]
        self.language = "zh" if language.startswith("zh") else "en"

    async def membership(self) -> dict[str, Any]:
        data = await self.client.run(f"{{ me {{ membership {{ {MEMBERSHIP} }} }} }}")
        found: dict[str, Any] = data["me"]["membership"]
        return found

    async def why(self) -> dict[str, Any]:
        data = await self.client.run(f"{{ me {{ membership {{ {EXPLANATION} }} }} }}")
        found: dict[str, Any] = data["me"]["membership"]["explanation"]
        return found

    async def do(self, mutation: str, input: str = "") -> dict[str, Any]:
        """A mutation on the own membership; what it is afterwards.

        Raises:
            RuntimeError: the story does not go on like this.
        """
        data = await self.client.run(f"mutation {{ {mutation}(input: {{{input}}}) {{ {DONE} }} }}")
        answer: dict[str, Any] = data[mutation]
        return expected(answer, "membership")


def expected(answer: dict[str, Any], part: str) -> dict[str, Any]:
    if part not in answer:
        raise RuntimeError(f"{answer.get('code')}: {answer.get('message')}")
    found: dict[str, Any] = answer[part]
    return found


def day(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%d %b %Y, %H:%M} UTC"
