"""Tables of who the member is, how they sign in, and what they were told."""

from services.membership.exports.domain.columns import (
    AT,
    ExportTable,
    field,
    in_both,
    text,
    worked_out,
)

PROFILE = ExportTable(
    "profile",
    text("个人资料", "Profile"),
    (
        field("member_id", "会员编号", "Member"),
        field("name", "姓名", "Name"),
        field("phone", "手机号", "Phone"),
        field("phone_verified_at", "手机号验证时间", "Phone verified"),
        field("email", "邮箱", "E-mail"),
        field("email_verified_at", "邮箱验证时间", "E-mail verified"),
        field("unverified_phone", "待验证的手机号", "Phone to be verified"),
        field("unverified_email", "待验证的邮箱", "E-mail to be verified"),
        field("language", "语言", "Language"),
        field("time_zone", "时区", "Time zone"),
        field("marketing_since", "同意接收优惠", "Agreed to offers"),
        field("marketing_until", "不再接收优惠", "Took that back"),
        worked_out(
            "quiet_hours",
            "免打扰时段",
            "Quiet hours",
            lambda p: "" if p.quiet_hours.off else f"{p.quiet_hours.begins}–{p.quiet_hours.ends}",
        ),
    ),
    single=True,
)
PREFERENCES = ExportTable(
    "preferences",
    text("通知设置", "Notification settings"),
    (
        field("topic", "主题", "Topic"),
        field("channels", "渠道", "Channels"),
        field("mandatory", "必须接收", "Mandatory"),
    ),
)
SUPPRESSIONS = ExportTable(
    "suppressions",
    text("停止发送的地址", "Addresses that nothing is sent to"),
    (
        field("channel", "渠道", "Channel"),
        field("address", "地址", "Address"),
        field("reason", "原因", "Reason"),
        field("topic", "主题", "Topic"),
        field("since", "开始时间", "Since"),
        field("lifted_at", "解除时间", "Lifted"),
    ),
)
ALERTS = ExportTable(
    "alerts",
    text("发给您的通知", "What you were told"),
    (
        AT,
        field("topic", "主题", "Topic"),
        in_both("title", "标题", "Title"),
        in_both("text", "内容", "Text"),
        field("received", "已送达", "Received"),
        field("event_type", "事件", "Event"),
        field("id", "编号", "Alert"),
    ),
)
DELIVERIES = ExportTable(
    "deliveries",
    text("通知的送达情况", "How you were told"),
    (
        field("alert_id", "通知编号", "Alert"),
        field("channel", "渠道", "Channel"),
        field("state", "状态", "State"),
        field("planned_at", "计划时间", "Planned"),
        field("sent_at", "发送时间", "Sent"),
        field("received_at", "送达时间", "Received"),
        field("attempts", "次数", "Attempts"),
        field("reason", "原因", "Reason"),
    ),
)
ACCOUNT = ExportTable(
    "account",
    text("账号", "Account"),
    (
        field("account_id", "账号编号", "Account"),
        field("opened_at", "开通时间", "Opened"),
        worked_out(
            "handles", "登录标识", "Signs in with", lambda a: tuple(one.masked for one in a.handles)
        ),
        field("password_set_at", "密码设置时间", "Password set"),
        field("factors", "验证方式", "Second factors"),
    ),
    single=True,
)
SESSIONS = ExportTable(
    "sessions",
    text("登录中的会话", "Sessions"),
    (
        field("began_at", "开始时间", "Began"),
        field("last_seen_at", "最近使用", "Last seen"),
        field("ends_at", "结束时间", "Ends"),
        field("label", "设备", "Device"),
        field("ip", "IP", "IP"),
        field("proofs", "验证方式", "Proven by"),
        field("session_id", "编号", "Session"),
    ),
)
SIGN_INS = ExportTable(
    "sign_ins",
    text("账号登录记录", "Sign-ins to the account"),
    (
        AT,
        field("label", "设备", "Device"),
        field("ip", "IP", "IP"),
        field("proofs", "验证方式", "Proven by"),
        field("second_factor", "双重验证", "Second factor"),
        field("unfamiliar", "陌生设备", "Unfamiliar device"),
        field("ended_at", "结束时间", "Ended"),
        field("session_id", "编号", "Session"),
    ),
)
DEVICES = ExportTable(
    "account_devices",
    text("账号的设备", "Devices of the account"),
    (
        field("name", "名称", "Name"),
        field("first_seen_at", "首次登录", "First seen"),
        field("last_seen_at", "最近使用", "Last seen"),
        field("label", "设备", "Device"),
        field("ip", "IP", "IP"),
        field("device_id", "编号", "Device id"),
    ),
)
FACTORS = ExportTable(
    "second_factors",
    text("账号的验证方式", "Second factors"),
    (
        field("kind", "验证方式", "Kind"),
        field("label", "名称", "Name"),
        field("added_at", "添加时间", "Added"),
        field("last_used_at", "最近使用", "Last used"),
        field("left", "剩余恢复码", "Recovery codes left"),
        field("factor_id", "编号", "Factor"),
    ),
)
