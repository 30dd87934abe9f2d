"""What samples say in common."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.kernel.text import LocalText
from services.appeals.contract.incident_facts import PublicText
from services.membership.contract.words import (
    RefundKind,
)

NOW = datetime(2026, 12, 20, 9, 5, tzinfo=UTC)
SOON = NOW + timedelta(days=11, hours=7)
LATER = NOW + timedelta(days=40)
NUMBER = "AP-20261220-0042"
METHOD = "中国工商银行信用卡 •••• 4242"
FREE_TEXT = "我们核对了您的订单与登录记录，付款在到期前已经完成。" * 8
PLANS = {
    "gold": {"zh": "黄金会员", "en": "Gold"},
    "diamond": {"zh": "钻石会员", "en": "Diamond"},
}
BEFORE_AFTER: dict[str, Any] = {"benefits_before": {}, "benefits_after": {}}
SENT_BACK: dict[str, Any] = {"order_id": "o-1", "kind": RefundKind.CHARGEBACK, "amount": 399000}
MEMBER = "m-1"
CHANGES = LocalText(
    zh="每月免费转赠次数：20 → 10；售后优先处理：取消",
    en="Free transfers a month: 20 → 10; After-sales priority: no more",
)
APPEAL: dict[str, Any] = {"member_id": MEMBER, "number": NUMBER, "promised_at": SOON}
INCIDENT: dict[str, Any] = {"incident": "IN-20261220-0001", "member_id": MEMBER}
SAYS = PublicText(
    zh="12月18日的系统升级误停了部分会员。",
    en="An upgrade on 18 December stopped memberships by mistake.",
)
GIFT: dict[str, Any] = {
    "gift_id": "g-1",
    "giving": True,
    "other": "m0001234",
    "benefit": "free_transfers",
    "name": LocalText(zh="每月免费转赠次数", en="Free transfers a month"),
    "count": 10,
}
