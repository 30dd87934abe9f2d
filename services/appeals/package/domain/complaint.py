"""The wording of a complaint to an authority: facts from the record, in a neutral tone, in Chinese,
as the authorities take it. What only the member knows is left open in 【】, and nothing of it is
guessed.

What a complaint to the 12315 platform needs is said by Article 9 of the Interim Measures for the
Handling of Complaints and Reports by Market Regulation Authorities of 2019
(市场监督管理投诉举报处理暂行办法). The internet complaint centre is the platform for complaints
about internet information services (互联网信息服务投诉平台) of the Internet Society of China.
"""

from collections.abc import Callable
from datetime import datetime

from services.appeals.package.domain.shown import ShownAppeal, ShownDecision
from services.appeals.package.domain.words import REMEDIES, REMEDY_STATES, VERDICTS, said
from services.membership.contract.cause_names import CAUSES
from services.membership.contract.words import RemedyKind

When = Callable[[datetime], str]

GUIDANCE = """向 12315 投诉：怎么做

1. 渠道：全国12315平台网站 www.12315.cn、“全国12315平台”App 或小程序，也可以拨打 12315。
2. 需要提供：您的姓名、电话和通讯地址；经营者（平台）的名称和地址；投诉请求；争议的事实和理由。
3. 填写时可以使用 complaint/12315.zh.txt 的文字，【】中的内容由您填写。请只写您确知的事实。
4. 附件：可以上传本材料包中的 case.zh.html 和您需要的文件，或整个 ZIP。监管部门可以运行
   verify_package.py 核验材料没有被改动。
5. 市场监管部门收到投诉后，会告知您是否受理；受理后一般组织调解。您也可以请消费者组织调解、
   申请仲裁（双方有仲裁协议的）或者向人民法院起诉。
6. 12315 处理的是消费争议。个人信息、账号服务等互联网信息服务问题，也可以向互联网信息服务投诉平台
   （ts.isc.org.cn）反映，文字见 complaint/internet.zh.txt。

How to complain to 12315

1. Where: www.12315.cn, the app or mini program of the national 12315 platform, or phone 12315.
2. What it needs: your name, phone and address; the name and address of the business; what you ask
   for; the facts of the dispute and your reasons.
3. The text in complaint/12315.zh.txt is ready but for what stands in 【】, which you fill in. Write
   only what you know for certain.
4. Attach case.zh.html and the files that you need, or the whole ZIP. Whoever receives it can run
   verify_package.py to see that nothing was changed.
5. The authority tells you whether it takes the complaint up, and usually mediates. A consumers'
   association, arbitration where both sides agreed to it, and a court are open to you as well.
6. What concerns internet information services, such as accounts and personal data, can also go to
   ts.isc.org.cn; the text is in complaint/internet.zh.txt.
"""
_REQUESTS = """（请按实际情况保留、修改或删除）
1. 恢复本人的会员等级和有效期；
2. 退还或补偿由此多付的金额【请填写金额和计算方式】；
3. 书面说明处理依据。"""


def complaint_to_12315(appeal: ShownAppeal, summary: str, when: When) -> str:
    """`summary`: why, as the system found it; empty where it did not."""
    return f"""投诉书

【投诉人】
姓名：【请填写】　电话：【请填写】　通讯地址：【请填写】

【被投诉人】
名称：【请填写平台经营者全称】　地址：【请填写】

【投诉请求】
{_REQUESTS}

【事实与理由】
{_facts(appeal, summary, when)}
本人对上述处理有异议，理由是：【请填写】

【证据】
随附申诉材料包 {appeal.number}，清单见 manifest.json。

以上所述属实。
投诉人：【签名】　日期：【请填写】
"""


def report_to_internet_centre(appeal: ShownAppeal, summary: str, when: When) -> str:
    return f"""投诉企业：【请填写企业名称】
涉及服务：会员服务（账号、会员资格）
联系方式：【请填写您的姓名和手机号】

情况说明：
{_facts(appeal, summary, when)}

诉求：【请填写，例如：核实并恢复会员资格；说明处理依据】
附件：申诉材料包 {appeal.number}（可离线核验）
"""


def _facts(appeal: ShownAppeal, summary: str, when: When) -> str:
    told = [f"本人是该平台会员，会员编号 {appeal.member_id}。"]
    if appeal.lost_at:
        told.append(f"根据平台记录，自 {when(appeal.lost_at)} 起，本人的会员权益受到影响。")
    if summary:
        told.append(f"平台系统给出的原因是：“{summary}”")
    told.append(f"本人于 {when(appeal.submitted_at)} 提出申诉，编号 {appeal.number}。")
    if appeal.first_answered_at:
        told.append(f"平台于 {when(appeal.first_answered_at)} 首次答复。")
    else:
        told.append(
            f"平台承诺在 {when(appeal.first_answer_due)} 前首次答复，截至材料生成时记录中没有答复。"
        )
    told += _of_decision(appeal.decision, when) if appeal.decision else ["平台尚未作出处理决定。"]
    return "\n".join(told)


def _of_decision(decision: ShownDecision, when: When) -> list[str]:
    verdict, cause = said(VERDICTS, decision.verdict).zh, said(CAUSES, decision.cause).zh
    told = [
        f"平台于 {when(decision.at)} 作出决定：{verdict}；认定的原因：{cause}。",
        f"平台给出的理由是：“{decision.reason}”",
    ]
    if decision.rule:
        told.append("该决定由系统按规则自动作出，没有人工参与。")
    if decision.remedy is not RemedyKind.NOTHING:
        kinds = [part.kind for part in decision.parts] or [decision.remedy]
        given = "、".join(said(REMEDIES, kind).zh for kind in kinds)
        told.append(f"补救措施：{given}（{said(REMEDY_STATES, decision.remedy_state).zh}）。")
    return told
