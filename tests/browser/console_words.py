"""What the pages of the story of a partner say, in both languages."""

from dataclasses import dataclass

from playwright.async_api import ViewportSize

from tests.browser.visits import DESK, PHONE


@dataclass(frozen=True)
class Words:
    """What the pages say."""

    locale: str
    size: ViewportSize
    partner_id: str = "Id"
    partner_name: str = "Name, as members read it"
    contact: str = "Who is written to"
    let_in: str = "Let it in"
    issue: str = "Issue a key…"
    issue_now: str = "Issue the key"
    kept: str = "I have kept it"
    key: str = "Key"
    sign_in: str = "Sign in"
    address: str = "Address"
    create: str = "Create it"
    save: str = "Save"
    test: str = "Send a test event"
    refused: str = "another answer than 2xx"
    again: str = "Send it again"
    delivered: str = "delivered"
    nobody: str = "No member lets you follow."
    nothing_told: str = "You were told nothing yet."
    agreed: str = "A member agreed"
    withdrew: str = "A member withdrew"
    person: str = "Ann Baker"
    undo: str = "Undo it"
    allow: str = "Let it see my status"
    stop: str = "Let it see nothing any more"
    cut_off: str = "Cut it off"
    reason: str = "Reason"
    is_cut_off: str = "cut off"
    over: str = "Your key opens nothing any more"


READERS = (
    Words("en-GB", PHONE),
    Words(
        "zh-CN", DESK, partner_id="编号", partner_name="名称（会员可见）", contact="联系邮箱",
        let_in="登记", issue="签发密钥…", issue_now="签发", kept="我已保存好", key="密钥",
        sign_in="登录", address="地址", create="创建", save="保存",
        test="发送测试事件", refused="返回的不是 2xx", again="重新发送", delivered="已送达",
        nobody="还没有会员授权给您",
        nothing_told="还没有任何通知", agreed="会员已授权", withdrew="会员已撤回授权",
        person="安·贝克", undo="撤销", allow="允许查看我的会员状态",
        stop="停止授权", cut_off="停止合作", reason="理由", is_cut_off="已停止合作",
        over="您的密钥已不能使用",
    ),
)  # fmt: skip
