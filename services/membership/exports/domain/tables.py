"""The tables of an export: which columns each has, and what they are called."""

from typing import Final

from services.membership.exports.domain.columns import (
    AT,
    ExportTable,
    field,
    in_both,
    money,
    text,
    worked_out,
)
from services.membership.exports.domain.personal_tables import (
    ACCOUNT,
    ALERTS,
    DELIVERIES,
    DEVICES,
    FACTORS,
    PREFERENCES,
    PROFILE,
    SESSIONS,
    SIGN_INS,
    SUPPRESSIONS,
)

MEMBERSHIP = ExportTable(
    "membership",
    text("会员资格", "Membership"),
    (
        field("status", "状态", "Status"),
        field("entitled", "享有权益", "Entitled"),
        worked_out("plan", "套餐", "Plan", lambda m: m.plan.name, both=True),
        field("plan_version", "套餐版本", "Version of the plan"),
        money("price", "价格", "Price"),
        money("renewal_price", "续费价格", "Price of the renewal"),
        field("period_start", "周期开始", "Period from"),
        field("period_end", "周期结束", "Period to"),
        field("grace_until", "宽限期至", "Grace until"),
        field("auto_renew", "自动续费", "Automatic renewal"),
        money("balance", "余额", "Balance"),
        money("owed", "欠款", "Owed"),
        field("last_login_at", "最近登录", "Last sign-in"),
        field("history_hash", "历史哈希", "Hash of the history"),
    ),
    single=True,
)
EXPLANATION = ExportTable(
    "explanation",
    text("当前状态的说明", "Why it is so"),
    (
        field("cause", "原因", "Cause"),
        field("responsible", "责任方", "Responsible"),
        in_both("summary", "说明", "In words"),
        field("lost_at", "失去权益时间", "Lost at"),
        money("money_lost", "由此多付", "Paid more for it"),
    ),
    single=True,
)
BENEFITS = ExportTable(
    "benefits",
    text("权益和用量", "Benefits and what is left of them"),
    (
        field("code", "代码", "Code"),
        in_both("name", "权益", "Benefit"),
        field("value", "数值", "Value"),
        field("left", "剩余", "Left"),
        field("resets_at", "重置时间", "Begins anew"),
    ),
)
HOLDS = ExportTable(
    "holds",
    text("当前限制", "Holds"),
    (
        field("kind", "种类", "Kind"),
        field("cause", "原因", "Cause"),
        field("placed_at", "开始时间", "Since"),
        field("latest_release", "最晚解除", "Ends at the latest"),
        field("reason", "说明", "Reason"),
    ),
)
TIMELINE = ExportTable(
    "timeline",
    text("会员历史", "History of the membership"),
    (
        field("version", "序号", "No."),
        field("happened_at", "发生时间", "Happened"),
        field("recorded_at", "记录时间", "Recorded"),
        field("type", "事件", "Event"),
        in_both("summary", "说明", "In words"),
        field("status_after", "之后状态", "Status after"),
        field("cause", "原因", "Cause"),
        field("device_label", "设备", "Device"),
        field("ip", "IP", "IP"),
        field("hash", "哈希", "Hash"),
    ),
)
BALANCE = ExportTable(
    "balance",
    text("余额明细", "Balance"),
    (
        AT,
        money("debit", "支出", "Debit"),
        money("credit", "收入", "Credit"),
        field("purpose", "用途", "Purpose"),
        field("reference", "单号", "Reference"),
        field("entry_id", "编号", "Entry"),
    ),
)
PAYMENTS = ExportTable(
    "payments",
    text("付款", "Payments"),
    (
        field("order_id", "订单号", "Order"),
        money("amount", "金额", "MinorUnits"),
        field("paid_at", "付款时间", "Paid"),
        field("recorded_at", "记录时间", "Recorded"),
        field("purpose", "用途", "Purpose"),
        field("renewed", "已续费", "Renewed"),
        money("missing", "差额", "Missing"),
    ),
)
REFUNDS = ExportTable(
    "refunds",
    text("退款", "Refunds"),
    (
        field("refund_id", "退款号", "Refund"),
        field("order_id", "订单号", "Order"),
        money("amount", "金额", "MinorUnits"),
        field("kind", "种类", "Kind"),
        field("refunded_at", "退款时间", "Refunded"),
    ),
)
ORDERS = ExportTable(
    "orders",
    text("消费订单", "Orders"),
    (
        field("order_id", "订单号", "Order"),
        AT,
        money("full_price", "原价", "Full price"),
        money("paid_price", "实付", "Paid"),
    ),
)
LOGINS = ExportTable(
    "logins",
    text("商城登录记录", "Sign-ins to the shop"),
    (
        AT,
        field("device_label", "设备", "Device"),
        field("device_id", "设备编号", "Device's id"),
        field("ip", "IP", "IP"),
        field("known", "已知设备", "Known device"),
        field("passed_second_factor", "双重验证", "Second factor"),
        field("login_id", "编号", "Sign-in"),
    ),
)
CLAUSES = ExportTable(
    "clauses",
    text("协议条款", "Clauses of the agreement"),
    (
        field("clause", "条款", "Clause"),
        field("version", "版本", "Version"),
        in_both("title", "标题", "Title"),
        field("standing", "对您的效力", "For you"),
        field("effective_at", "生效时间", "In effect"),
        field("notice_delivered_at", "通知送达", "Notice delivered"),
        field("acknowledged_at", "确认阅读", "Acknowledged"),
        field("binds_at", "对您生效", "Binds you"),
        in_both("text", "全文", "Text"),
        field("hash", "哈希", "Hash"),
    ),
)
PARTNERS = ExportTable(
    "partners",
    text("授权的合作平台", "Partners that you let follow"),
    (
        field("partner_id", "编号", "Partner"),
        field("name", "名称", "Name"),
        in_both("sees", "可见内容", "Sees"),
        field("allowed_at", "授权时间", "Allowed"),
        field("ended_at", "结束时间", "Ended"),
    ),
)
CONSENTS = ExportTable(
    "consents",
    text("您的同意", "What you agreed to"),
    (
        field("kind", "种类", "Kind"),
        in_both("what", "内容", "What"),
        field("version", "版本", "Version"),
        field("since", "同意时间", "Since"),
        field("said_at", "确认阅读", "Said to have read it"),
        field("until", "撤回时间", "Taken back"),
        field("id", "编号", "Id"),
    ),
)
RECTIFICATIONS = ExportTable(
    "rectifications",
    text("您的更正请求", "Corrections that you asked for"),
    (
        field("asked_at", "提出时间", "Asked"),
        field("subject", "对象", "About"),
        field("about", "编号", "Id of that"),
        field("wrong", "有误内容", "What is wrong"),
        field("right", "应为", "What is right"),
        field("answer_by", "答复期限", "Answer by"),
        field("state", "状态", "State"),
        field("ended_at", "结束时间", "Ended"),
        field("reason", "答复", "Answer"),
        field("mended", "更正记录", "Mended by"),
        field("id", "请求编号", "Id"),
    ),
)
STATEMENTS = ExportTable(
    "statements",
    text("权益限制理由说明", "Statements of reasons"),
    (
        field("since", "开始时间", "Since"),
        field("until", "最晚结束", "Until"),
        field("ended_at", "结束时间", "Ended"),
        field("restriction", "限制", "Restriction"),
        field("cause", "原因", "Cause"),
        in_both("text", "全文", "Text"),
    ),
)
RISKS = ExportTable(
    "lapse_risk",
    text("可能失去会员资格的原因", "What may make you lose it soon"),
    (
        in_both("says", "原因", "Reason"),
        field("points", "分值", "Points"),
        field("act_by", "最晚处理", "Act by"),
    ),
)
APPEALS = ExportTable(
    "appeals",
    text("申诉", "Appeals"),
    (
        field("number", "申诉编号", "Number"),
        field("state", "状态", "State"),
        field("submitted_at", "提交时间", "Submitted"),
        field("lost_at", "失去权益时间", "Lost at"),
        field("verdict", "结论", "Verdict"),
        field("cause", "认定的原因", "Cause found"),
        field("reason", "理由", "Reason"),
        field("folder", "全部材料", "All of it"),
    ),
)
DRAFTS = ExportTable(
    "appeal_drafts",
    text("申诉草稿", "Drafts of appeals"),
    (
        field("draft_id", "编号", "Draft"),
        field("begun_at", "开始时间", "Begun"),
        field("lost_at", "失去权益时间", "Lost at"),
        field("text", "内容", "Text"),
        field("orders", "订单", "Orders"),
    ),
)
STAFF_READS = ExportTable(
    "staff_reads",
    text("工作人员查阅记录", "What staff looked at"),
    (
        AT,
        field("kind", "身份", "Kind"),
        field("field", "内容", "What"),
        field("reason", "原因", "Reason"),
    ),
)

TABLES: Final[tuple[ExportTable, ...]] = (
    PROFILE, PREFERENCES, SUPPRESSIONS, MEMBERSHIP, EXPLANATION, BENEFITS, HOLDS, RISKS,
    TIMELINE, BALANCE, PAYMENTS, REFUNDS, ORDERS, LOGINS, CLAUSES, CONSENTS, PARTNERS, STATEMENTS,
    RECTIFICATIONS, ALERTS, DELIVERIES, APPEALS, DRAFTS, ACCOUNT, SESSIONS, SIGN_INS,
    DEVICES, FACTORS, STAFF_READS,
)  # fmt: skip
"""In the order of the first page."""
