"""Every page that shows what somebody wrote."""

from tests.browser.stored.cast import Cast

MEMBER = (
    *("", "inbox", "appeals", "plans", "history", "security", "terms", "partners"),
    *("data", "preferences", "status", "nowhere/at-all"),
)
DESK = (
    *("", "members", "at-risk", "corrections", "rectifications", "account-requests", "reads"),
    *("tasks", "incidents", "stopped", "damaged", "partners", "dead-letters", "campaigns"),
    *("notices", "clauses", "clauses/changes", "plans", "plans/hostile", "templates"),
    *("templates/MembershipExpired", "answers", "queue-rules", "people", "operations"),
    *("figures", "bulk", "retention", "calendar", "nowhere/at-all"),
)
TABS = ("now", "history", "messages", "money", "appeals", "reads")
CONSOLE = ("keys", "webhooks", "feed", "members")


def of_members(cast: Cast) -> list[str]:
    return [*(f"/{one}" for one in MEMBER), f"/appeals/{cast.known['appeal']}"]


def of_the_desk(cast: Cast) -> list[str]:
    whole = [f"members/{cast.member.id}?show={tab}" for tab in TABS]
    whole += [f"members/{cast.other.id}?show=history"]
    one = [f"cases/{cast.known['appeal']}"]
    one += [f"campaigns/{cast.known['campaign']}"] if "campaign" in cast.known else []
    one += [f"incidents/{cast.known['incident']}"] if "incident" in cast.known else []
    return [f"/desk/{page}" for page in (*DESK, *whole, *one)]


def of_the_console(cast: Cast) -> list[str]:
    one = [f"webhooks/{cast.known['endpoint']}"] if "endpoint" in cast.known else []
    return [f"/console/{page}" for page in (*CONSOLE, *one)]
