"""Sentences in both languages, with amounts and local times as a person would write them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_datetime

from infra.kernel.money import formatted
from infra.kernel.text import LocalText
from services.membership.contract.words import HoldKind
from services.membership.domain.aggregate.catalog import Plans

OPERATOR_ZONE = "Asia/Shanghai"

HOLD_NAMES: dict[HoldKind, LocalText] = {
    HoldKind.MEMBER_FREEZE: LocalText(zh="自助冻结", en="your own freeze"),
    HoldKind.MEMBER_PAUSE: LocalText(zh="自助暂停", en="your own pause"),
    HoldKind.NEW_DEVICE: LocalText(zh="新设备保护", en="the new-device protection"),
    HoldKind.COMPROMISE: LocalText(zh="账号被盗保护", en="the protection after a break-in"),
    HoldKind.THIRD_PARTY_RENEWAL: LocalText(
        zh="非官方续费核查", en="the check of a renewal through an unofficial channel"
    ),
    HoldKind.PAYMENT_REVIEW: LocalText(zh="付款核查", en="the payment review"),
    HoldKind.CONTACT_CHECK: LocalText(
        zh="资料核验", en="the verification of your contact and identity data"
    ),
    HoldKind.STAFF: LocalText(zh="客服冻结", en="the hold placed by our staff"),
}

CHANNEL_NAMES: dict[str, LocalText] = {
    "SMS": LocalText(zh="短信", en="SMS"),
    "EMAIL": LocalText(zh="邮件", en="e-mail"),
    "IN_APP": LocalText(zh="站内消息", en="the inbox"),
}
"""By the word of notification."""

CLAUSE_NAMES: dict[str, LocalText] = {
    "inactivity": LocalText(zh="长期未登录", en="Inactivity"),
    "renewal": LocalText(zh="续费与宽限期", en="Renewal and grace"),
    "points": LocalText(zh="积分", en="Points"),
    "changes": LocalText(zh="取消与降级", en="Cancelling and downgrading"),
    "pause": LocalText(zh="会员暂停", en="Pausing"),
    "transfers": LocalText(zh="会员转赠", en="Giving it to another"),
}


def say(zh: str, en: str, **values: Any) -> LocalText:
    """Both sentences with `{name}` filled in; a `LocalText` gives each its own language."""
    return LocalText(
        zh=zh.format(**{name: _in(value, "zh") for name, value in values.items()}),
        en=en.format(**{name: _in(value, "en") for name, value in values.items()}),
    )


def joined(*sentences: LocalText | None) -> LocalText:
    """The sentences one after the other; those that do not apply are left out."""
    said = [sentence for sentence in sentences if sentence is not None]
    return LocalText(zh="".join(s.zh for s in said), en=" ".join(s.en for s in said))


def _in(value: Any, language: str) -> Any:
    return value.in_language(language) if isinstance(value, LocalText) else value


class DisplayZone(msgspec.Struct, frozen=True, kw_only=True):
    """The clock by which times are told. `zone`: IANA name; `named`: it is said, because it is not
    known to be the reader's own; `beside`: a second zone, for whoever reads about somebody who
    lives elsewhere. Then both are named."""

    zone: str = OPERATOR_ZONE
    named: bool = False
    beside: str = ""

    def tells(self, instant: datetime) -> LocalText:
        own = _on(self.zone, instant)
        if self.beside and self.beside != self.zone:
            other = _on(self.beside, instant)
            return say(
                "{own}（{zone}；{beside} 为 {other}）",
                "{own} ({zone}; {other} in {beside})",
                own=own,
                zone=self.zone,
                other=other,
                beside=self.beside,
            )
        if self.named:
            return say("{own}（{zone}）", "{own} ({zone})", own=own, zone=self.zone)
        return own


def _on(zone: str, instant: datetime) -> LocalText:
    known = ZoneInfo(zone)
    return LocalText(
        zh=format_datetime(instant, "y年M月d日 HH:mm", tzinfo=known, locale="zh_CN"),
        en=format_datetime(instant, "d MMMM y, HH:mm", tzinfo=known, locale="en"),
    )


class Formatter(msgspec.Struct, frozen=True, kw_only=True):
    """What sentences are filled with."""

    plans: Plans
    currency: str
    display_zone: DisplayZone = DisplayZone()

    def money(self, minor: int) -> str:
        return formatted(minor, self.currency)

    def when(self, instant: datetime) -> LocalText:
        return self.display_zone.tells(instant)

    def plan(self, code: str, version: int) -> LocalText:
        """As that version names it."""
        return self.plans.of(code, version).name

    def benefit(self, code: str) -> LocalText:
        """As the newest version of a plan names it that has it."""
        plans = (known[-1].plan for known in self.plans.versions.values())
        names = (one.name for plan in plans for one in plan.benefits if one.code == code)
        return next(names, LocalText(zh=code, en=code))

    def clause(self, code: str) -> LocalText:
        return CLAUSE_NAMES.get(code, LocalText(zh=code, en=code))


def worth_telling(seconds: int) -> bool:
    """Less than a minute given back is nothing that a person counts."""
    return seconds >= 60


def span(seconds: int) -> LocalText:
    """A length of time in days and hours; less than an hour in minutes."""
    days, rest = divmod(max(0, seconds), 86_400)
    hours = rest // 3600
    if not days and not hours:
        minutes = rest // 60
        return LocalText(zh=f"{minutes} 分钟", en=_counted(minutes, "minute"))
    zh = [f"{days} 天"] * bool(days) + [f"{hours} 小时"] * bool(hours)
    en = [_counted(days, "day")] * bool(days) + [_counted(hours, "hour")] * bool(hours)
    return LocalText(zh=" ".join(zh), en=" ".join(en))


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
