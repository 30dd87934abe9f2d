// The demo people: each story is made anew by commands of the public graph, as a shop and a member
// would send them.
import { askAs } from "../shared/asking/client";
import { isRefused } from "../shared/asking/command";
import { tryOut } from "../shared/asking/session";
import { addReceipt } from "./appealing";
import { now, tokenOf } from "./development";
import {
  DemoAllowDocument,
  DemoAppealDocument,
  DemoCancelDocument,
  DemoEndDocument,
  DemoLoginDocument,
  DemoPartnerDocument,
  DemoRegisterDocument,
  DemoTopUpDocument,
} from "./graph/graphql";

interface Someone {
  readonly id: string;
  readonly name: string;
  readonly autoRenew?: boolean;
  /** In minor units. */
  readonly balance: number;
}

const mark = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (one) => one % 10).join("");

function expect(answer: object): void {
  if (isRefused(answer)) throw new Error(answer.message);
}

/** A member of the shop with a phone, money, and a gold membership. */
async function joined(
  { id, name, balance, autoRenew = false }: Someone,
  mark: string,
): Promise<void> {
  const shop = await tokenOf({ role: "host", id: "shop" });
  const language = document.documentElement.lang.startsWith("zh") ? "ZH" : "EN";
  const person = {
    memberId: id,
    name,
    phone: `+86139${mark}`,
    language,
    timeZone: "Asia/Shanghai",
  } as const;
  expect((await askAs(DemoRegisterDocument, { input: person }, shop)).registerMember);
  const money = { memberId: id, amount: balance, reference: `demo-${id}` };
  expect((await askAs(DemoTopUpDocument, { input: money }, shop)).topUpBalance);
  const plan = { memberId: id, plan: "gold", autoRenew };
  expect((await askAs(DemoRegisterDocument, { input: plan }, shop)).registerMember);
}

async function become(id: string, secondFactor = false): Promise<string> {
  const token = await tokenOf({ role: "member", id, second_factor: secondFactor });
  tryOut(token);
  return token;
}

/** Paid once, and not set to renew by itself. */
export async function lapses(name: string): Promise<void> {
  const number = mark();
  await joined({ id: `lin-${number}`, name, balance: 150_00 }, number);
  await become(`lin-${number}`);
}

/** Set to renew by itself, with too little money for it. */
export async function fallsShort(name: string): Promise<void> {
  const number = mark();
  await joined({ id: `carlos-${number}`, name, balance: 30_00, autoRenew: true }, number);
  await become(`carlos-${number}`);
}

/** Cancelled a moment ago. */
export async function misclicks(name: string): Promise<void> {
  const number = mark();
  await joined({ id: `ann-${number}`, name, balance: 150_00 }, number);
  const token = await become(`ann-${number}`, true);
  expect((await askAs(DemoCancelDocument, {}, token)).cancel);
}

/** Somebody signed in to the shop from a phone that was never seen. */
export async function isStrange(name: string): Promise<void> {
  const number = mark();
  const id = `zhou-${number}`;
  await joined({ id, name, balance: 150_00 }, number);
  const shop = await tokenOf({ role: "host", id: "shop" });
  for (const [deviceId, deviceLabel, ip] of [
    ["own-phone", "iPhone", "198.51.100.7"],
    ["unknown-phone", "Android", "203.0.113.50"],
  ] as const) {
    const login = {
      memberId: id,
      loginId: `${deviceId}-${number}`,
      at: await now(),
      deviceId,
      deviceLabel,
      ip,
    };
    expect((await askAs(DemoLoginDocument, { input: login }, shop)).reportLogin);
  }
  await become(id);
}

interface Appealing {
  readonly appellant: string;
  /** Why staff ended it, what the appellant writes, and what the receipt says. */
  readonly reason: string;
  readonly text: string;
  readonly receipt: string;
}

/** Of the staff: an administrator with a second factor. Somebody's appeal waits at the desk. */
export async function reviews(name: string, appealing: Appealing): Promise<void> {
  const number = mark();
  const id = `mei-${number}`;
  await joined({ id, name: appealing.appellant, balance: 150_00 }, number);
  const admin = await tokenOf({ role: "staff", id: "admin-1" });
  const end = { memberId: id, reason: appealing.reason };
  expect((await askAs(DemoEndDocument, { input: end }, admin)).cancelMembership);
  const member = await tokenOf({ role: "member", id });
  const opened = await askAs(DemoAppealDocument, { input: { text: appealing.text } }, member);
  expect(opened.openAppeal);
  if (opened.openAppeal.__typename === "AppealSuccess")
    await addReceipt(opened.openAppeal.appeal.number, appealing.receipt, member);
  tryOut(await tokenOf({ role: "staff", id: "reviewer-1", name }));
}

const contactEmail = "team@pixel-games.example";

/** A platform that follows members who agreed: one did. Members tell it from those of others by its
 * number. */
export async function follows(name: string, member: string): Promise<void> {
  const number = mark();
  const partnerId = `pixel-${number}`;
  const admin = await tokenOf({ role: "staff", id: "admin-1" });
  const partner = { partnerId, name: `${name} ${number.slice(-4)}`, contactEmail };
  expect((await askAs(DemoPartnerDocument, { input: partner }, admin)).createPartner);
  await joined({ id: `yu-${number}`, name: member, balance: 150_00 }, number);
  const token = await tokenOf({ role: "member", id: `yu-${number}`, second_factor: true });
  expect((await askAs(DemoAllowDocument, { input: { partnerId } }, token)).allowPartner);
  tryOut(await tokenOf({ role: "partner", id: partnerId }));
}

/** The shop's developers, in the place of the shop among those who are told. */
export async function sells(name: string): Promise<void> {
  const admin = await tokenOf({ role: "staff", id: "admin-1" });
  const input = { partnerId: "@host", name, contactEmail };
  await askAs(DemoPartnerDocument, { input }, admin); // there already: so much the better
  tryOut(await tokenOf({ role: "host", id: "shop" }));
}
