"""Which losses belong together. They are counted by traits and hour; what is decided here costs as
much as there are kinds of losses within some hours, however many there are of each."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from infra.kernel.ids import derived_id
from services.appeals.contract.incident_facts import Likeness, LossTraits
from services.appeals.contract.incident_words import AlikeIn
from services.appeals.incidents.domain.adverse import SeenLoss
from services.appeals.incidents.domain.rules import GroupingRules

NONE = timedelta(0)


class LossBucket(msgspec.Struct, frozen=True, kw_only=True):
    """Losses of the same traits within an hour. `incident`: that they belong to, or empty."""

    id: str
    traits: LossTraits
    hour: datetime
    losses: int
    first_at: datetime
    last_at: datetime
    incident: str = ""


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """Enough losses that are alike. `why`: the points of those that are least so."""

    buckets: tuple[LossBucket, ...]
    seed: LossBucket
    least: int
    why: tuple[Likeness, ...]

    @property
    def losses(self) -> int:
        return sum(one.losses for one in self.buckets)

    @property
    def since(self) -> datetime:
        return min(one.first_at for one in self.buckets)


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def bucket_of(loss: SeenLoss) -> str:
    one, hour = loss.traits, hour_of(loss.at).isoformat()
    return derived_id(one.cause, one.source, one.plan, str(one.plan_version), one.release, hour)


def with_loss(bucket: LossBucket | None, loss: SeenLoss) -> LossBucket:
    """The bucket with one more."""
    if bucket is None:
        return LossBucket(
            id=bucket_of(loss), traits=loss.traits, hour=hour_of(loss.at), losses=1,
            first_at=loss.at, last_at=loss.at,
        )  # fmt: skip
    return msgspec.structs.replace(
        bucket,
        losses=bucket.losses + 1,
        first_at=min(bucket.first_at, loss.at),
        last_at=max(bucket.last_at, loss.at),
    )


def likeness(
    one: LossTraits, other: LossTraits, apart: timedelta, rules: GroupingRules
) -> tuple[Likeness, ...]:
    """Why they belong together, with the points of each reason; nothing beyond the horizon."""
    near = rules.nearness(apart)
    if near is None:
        return ()
    found = [
        Likeness(alike_in=each, points=rules.points.get(each, 0)) for each in _same(one, other)
    ]
    found.append(Likeness(alike_in=AlikeIn.TIME, points=near))
    return tuple(each for each in found if each.points)


def _same(one: LossTraits, other: LossTraits) -> Iterable[AlikeIn]:
    """An empty trait is one that nobody knows, and like no other."""
    if one.cause is other.cause:
        yield AlikeIn.CAUSE
    if one.source and one.source == other.source:
        yield AlikeIn.SOURCE
    if one.plan and one.plan == other.plan:
        same = one.plan_version == other.plan_version
        yield AlikeIn.PLAN_VERSION if same else AlikeIn.PLAN
    if one.release and one.release == other.release:
        yield AlikeIn.RELEASE


def points_of(why: Iterable[Likeness]) -> int:
    return sum(one.points for one in why)


def apart(one: LossBucket, other: LossBucket) -> timedelta:
    """Between the nearest losses of the two; nothing where they overlap."""
    return max(other.first_at - one.last_at, one.first_at - other.last_at, NONE)


def suspicion(
    seed: LossBucket, around: Iterable[LossBucket], rules: GroupingRules
) -> Suspicion | None:
    """`around`: buckets within the horizon of the seed; those of an incident are passed over."""
    least = rules.suspicious_from(seed.traits.cause, seed.traits.source)
    if least is None or seed.incident:
        return None
    others = [one for one in around if one.id != seed.id and not one.incident]
    ties = {one.id: likeness(seed.traits, one.traits, apart(seed, one), rules) for one in others}
    alike = [one for one in others if points_of(ties[one.id]) >= rules.needed]
    own = likeness(seed.traits, seed.traits, NONE, rules)
    why = min([own, *(ties[one.id] for one in alike)], key=points_of)
    found = Suspicion(buckets=(seed, *alike), seed=seed, least=least, why=why)
    return found if found.losses >= least and points_of(own) >= rules.needed else None


class Attracting(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that further losses may belong to. `named`: by staff, so that what they named
    counts, and not how much is alike. `until`: of what happened later none does."""

    incident: str
    traits: LossTraits
    since: datetime
    last_at: datetime
    until: datetime | None = None
    named: bool = False


def attracted(
    bucket: LossBucket, incidents: Sequence[Attracting], rules: GroupingRules
) -> Attracting | None:
    """The incident that the bucket belongs to most."""
    if bucket.incident:
        return None
    fits = [(_pull(bucket, one, rules), one) for one in incidents]
    pull, best = max(fits, key=lambda fit: fit[0], default=(0, None))
    return best if pull >= rules.needed else None


def _pull(bucket: LossBucket, incident: Attracting, rules: GroupingRules) -> int:
    if incident.until is not None and bucket.first_at > incident.until:
        return 0
    if incident.named:
        return rules.needed if names(incident, bucket) else 0
    distance = max(bucket.first_at - incident.last_at, incident.since - bucket.last_at, NONE)
    return points_of(likeness(incident.traits, bucket.traits, distance, rules))


def names(incident: Attracting, bucket: LossBucket) -> bool:
    """Whether staff meant these losses."""
    meant, is_ = incident.traits, bucket.traits
    return (
        meant.cause is is_.cause
        and meant.source in ("", is_.source)
        and meant.plan in ("", is_.plan)
        and bucket.last_at >= incident.since
    )
