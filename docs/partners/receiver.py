"""A receiver of webhooks that misses nothing: verifies, takes each thing once, and resumes.

    pip install standardwebhooks
    python receiver.py --graphql https://shop.example/graphql --key rk_… --secret whsec_…

What it knows lies in one SQLite file. A delivery is answered only after it is written down, so what
was answered with 204 survives a kill. At each start it pulls what came while it was away. Whatever
arrives twice, or late, is known by the member's own sequence: only what is newer counts.
"""

import argparse
import json
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

FEED = """query ($after: String!) {
  statusFeed(after: $after, first: 100) {
    ... on StatusFeedPage { items { cursor payload } endCursor hasNextPage }
    ... on CursorProblem { message earliest }
  }
}"""
MEMBER = """query ($id: ID!) {
  sharedMember(memberId: $id) {
    memberId sequence status entitled plan since until cause responsible
  }
}"""
LARGEST_BODY = 64 * 1024


class Members:
    """What is known of each member; the newest wins, whatever order things arrive in."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE IF NOT EXISTS cursor (at TEXT)")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS members (id TEXT PRIMARY KEY, sequence INT, data TEXT)"
        )

    def take(self, payload: str, cursor: str | None = None) -> bool:
        """Writes down one payload, and how far the feed was read; false when nothing was new."""
        told = json.loads(payload)
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            fresh = "memberId" in told["data"] and self._apply(told)
            if cursor is not None:
                self._keep(cursor)
        return fresh

    def keep(self, cursor: str) -> None:
        """Everything before it was read."""
        with self._lock, self._db:
            self._keep(cursor)

    def cursor(self) -> str:
        row = self._db.execute("SELECT at FROM cursor").fetchone()
        return row[0] if row else ""

    def known(self) -> list[str]:
        rows = self._db.execute("SELECT id FROM members WHERE data IS NOT NULL").fetchall()
        return [row[0] for row in rows]

    def correct(self, member: str, now: dict | None) -> None:
        """As it is now; none: the member lets us follow no longer."""
        with self._lock, self._db:
            if now is None:
                self._db.execute("UPDATE members SET data = NULL WHERE id = ?", [member])
            else:
                self._db.execute(
                    "UPDATE members SET sequence = ?, data = ? WHERE id = ? AND sequence <= ?",
                    [now["sequence"], json.dumps(now), member, now["sequence"]],
                )

    def _keep(self, cursor: str) -> None:
        self._db.execute("DELETE FROM cursor")
        self._db.execute("INSERT INTO cursor VALUES (?)", [cursor])

    def _apply(self, told: dict) -> bool:
        data = told["data"]
        ended = told["type"] == "membership.follow_ended"
        known = None if ended else json.dumps(data)  # what the member took back is forgotten
        changed = self._db.execute(
            "INSERT INTO members VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
            " SET sequence = excluded.sequence, data = excluded.data"
            " WHERE excluded.sequence > members.sequence",
            [data["memberId"], data["sequence"], known],
        )
        return changed.rowcount > 0


def catch_up(members: Members, graphql: str, key: str) -> int:
    """Pulls what is new since the last pull; gives how much of it had not arrived otherwise."""
    fresh, more, after = 0, True, members.cursor()
    while more:
        page = ask(graphql, key, FEED, {"after": after})["statusFeed"]
        if "earliest" in page:  # we were away for longer than it is kept
            for member in members.known():  # first: what they were told meanwhile may be gone
                members.correct(member, ask(graphql, key, MEMBER, {"id": member})["sharedMember"])
            after = page["earliest"]
            continue
        for item in page["items"]:
            fresh += members.take(item["payload"], after := item["cursor"])
        more, after = page["hasNextPage"], page["endCursor"]
    members.keep(after)
    return fresh


def ask(graphql: str, key: str, query: str, variables: dict) -> dict:
    request = urllib.request.Request(
        graphql,
        json.dumps({"query": query, "variables": variables}).encode(),
        {
            "content-type": "application/json",
            "accept-language": "en",
            "authorization": f"Bearer {key}",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as refused:  # of a key that opens nothing, with why
        told = json.load(refused)
    if told.get("errors"):
        raise SystemExit(told["errors"][0]["message"])
    return told["data"]


def receiver(members: Members, secret: str) -> type[BaseHTTPRequestHandler]:
    webhook = Webhook(secret)

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(min(length, LARGEST_BODY))
            try:
                webhook.verify(body, dict(self.headers))
            except WebhookVerificationError:
                print("not signed with --secret: was it rotated?", file=sys.stderr, flush=True)
                self.send_error(401)
                return
            members.take(body.decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent: a log is no place for members' ids."""

    return Receiver


def main() -> None:
    parser = argparse.ArgumentParser(description="Receives a partner's webhooks.")
    parser.add_argument("--graphql", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--database", default="members.sqlite")
    asked = parser.parse_args()
    members = Members(asked.database)
    server = ThreadingHTTPServer(("127.0.0.1", asked.port), receiver(members, asked.secret))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    fresh = catch_up(members, asked.graphql, asked.key)  # beside it: nothing falls in between
    print(f"listening on port {asked.port}; {fresh} were new since the last time", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
