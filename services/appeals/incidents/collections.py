"""The collections of incidents, in the database of appeals. What is asked by two things is kept in
one field that begins with the first: so one index answers, in the order of the second."""

from pymongo import ASCENDING, IndexModel

from infra.storage.mongo import guarded_by

INCIDENTS = "incidents"
"""{_id, version, phase, state, ...}: an aggregate as any other."""

PROGRESS = "incident_progress"
"""{_id: incident, members: {state: how many}, tried: {...}, to_tell}: counted with what it counts;
`to_tell` while those who joined are told that it is over."""

BUCKETS = "incident_buckets"
"""{_id: traits and hour, ..., incident, free}: how many losses were alike within an hour; `free` is
the hour, while they belong to no incident."""

SEEN_LOSSES = "incident_losses"
"""{_id: event id, bucket, waits, member_id, at}: `waits` is the bucket, until the loss is listed
with an incident."""

AFFECTED = "incident_affected"
"""{_id: incident/member, in_state: incident/state/member, to_try: incident/preview/member, to_tell:
incident/member, ...}: `to_tell` of those who joined, and were told nothing more."""

HEARD = "incident_members"
"""{_id: incident/member, version, ...}: an aggregate of what a member heard of an incident."""

INDEXES: dict[str, list[IndexModel]] = {
    INCIDENTS: [guarded_by("version"), IndexModel([("phase", ASCENDING)])],
    PROGRESS: [
        guarded_by("tried.preview"),
        IndexModel([("members.UNDER_WAY", ASCENDING)], sparse=True),
        IndexModel([("to_tell", ASCENDING)], sparse=True),
    ],
    BUCKETS: [
        guarded_by("losses"),
        IndexModel([("hour", ASCENDING)]),
        IndexModel([("incident", ASCENDING)]),
        IndexModel([("free", ASCENDING)], sparse=True),
    ],
    SEEN_LOSSES: [
        IndexModel([("waits", ASCENDING)], sparse=True),
        IndexModel([("member_id", ASCENDING)]),
    ],
    AFFECTED: [
        guarded_by("in_state"),
        IndexModel([("in_state", ASCENDING)]),
        IndexModel([("to_try", ASCENDING)]),
        IndexModel([("to_tell", ASCENDING)], sparse=True),
        IndexModel([("member_id", ASCENDING)]),
    ],
    HEARD: [guarded_by("version")],
}
