"use strict";
// A page is what the server gives at once: however many there are, so many are in the document.
const asked = new URLSearchParams(location.search);
const limit = asked.get("limit") || "";
const SHOWN = Number(limit) || 50;
const REFRESH_MS = 2000;
const byId = (id) => document.getElementById(id);
const filter = byId("filter");
const seen = new Set();
const before = asked.get("before") || "";
let drawn = "";
let parts = new Map();

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// Where punctuation stands in its square goes by the language.
const languageOf = (text) => (/\p{Script=Han}/u.test(text) ? "zh-CN" : "");

function withLinks(text, className) {
  const made = element("div", "", className);
  made.lang = languageOf(text);
  for (const part of text.split(/(https?:\/\/[^\s，。；）]+)/)) {
    if (!/^https?:/.test(part)) { made.append(part); continue; }
    const link = element("a", part);
    Object.assign(link, { href: part, target: "_blank", rel: "noopener" });
    made.append(link);
  }
  return made;
}

const when = (message) => new Date(message.time).toLocaleString();

function bubbles(message) {
  const failed = ["undelivered", "failed"].includes(message.status);
  const code = message.error_code ? ` ${message.error_code}` : "";
  const status = message.status || "queued";
  const via = message.via ? ` · ${message.via}` : "";
  const meta = element("p", `${when(message)} · ${status}${code}${via}`, failed ? "meta bad" : "meta");
  return [withLinks(message.body, "bubble"), meta];
}

async function answer(from, body, said) {
  const response = await fetch("/reply", { method: "POST", body: JSON.stringify({ from, body }) });
  const status = response.ok ? (await response.json()).status : response.status;
  said.textContent = status === 200 ? `Answered ${body}.` : `Nobody took the answer (${status}).`;
}

function replies(to) {
  const made = element("form", "", "reply");
  const text = element("input");
  Object.assign(text, { placeholder: "Answer", maxLength: 160, required: true });
  text.setAttribute("aria-label", `Answer from ${to}`);
  const said = element("p", "", "meta");
  said.setAttribute("role", "status");
  for (const word of ["STOP", "START"]) {
    const button = element("button", word);
    button.type = "button";
    button.addEventListener("click", () => answer(to, word, said));
    made.append(button);
  }
  made.append(text, element("button", "Send"), said);
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    await answer(to, text.value, said);
    text.value = "";
  });
  return made;
}

function phone(to, messages) {
  const made = element("article", "", "phone");
  made.append(element("h3", to));
  for (const message of messages) made.append(...bubbles(message));
  made.append(replies(to));
  return made;
}

function unsubscribing(message) {
  const made = element("p");
  const link = element("a", "Unsubscribe");
  Object.assign(link, { href: message.unsubscribe, target: "_blank", rel: "noopener" });
  made.append(link);
  return made;
}

function letter(message) {
  const made = element("article", "", "letter");
  made.lang = languageOf(message.subject);
  const head = element("header");
  head.append(element("h3", message.subject || "(no subject)"));
  head.append(element("p", `To ${message.to} · from ${message.sender} · ${when(message)}`));
  if (message.unsubscribe) head.append(unsubscribing(message));
  made.append(head);
  if (message.html) {
    const frame = element("iframe");
    frame.title = message.subject || "e-mail";
    frame.loading = "lazy";
    frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
    frame.srcdoc = `<base target="_blank">${message.html}`;
    made.append(frame);
  }
  const text = element("details");
  text.open = !message.html;
  text.append(element("summary", "Text part"), element("pre", message.body || "(none)"));
  made.append(text);
  return made;
}

function none(what) {
  return element("p", `No ${what}${filter.value.trim() ? " for this recipient" : ""} yet.`, "empty");
}

// What is there already stays where it is: an e-mail that was moved would be loaded anew.
function fill(place, children) {
  for (const old of [...place.children]) if (!children.includes(old)) old.remove();
  children.forEach((child, at) => {
    if (place.children[at] !== child) place.insertBefore(child, place.children[at] ?? null);
  });
}

function draw(messages) {
  const next = new Map();
  const keep = (key, make) => {
    next.set(key, parts.get(key) ?? make());
    return next.get(key);
  };
  const phones = new Map();
  for (const message of messages.filter((one) => one.channel === "sms")) {
    phones.set(message.to, [...(phones.get(message.to) || []), message]);
  }
  const sms = [...phones].map(([to, all]) =>
    keep(JSON.stringify([to, all.map((one) => [one.id, one.status])]), () => phone(to, all)));
  const emails = messages.filter((one) => one.channel === "email")
    .map((one) => keep(one.id, () => letter(one)));
  fill(byId("sms"), sms.length ? sms : [keep("no sms", () => none("SMS"))]);
  fill(byId("email"), emails.length ? emails : [keep("no e-mail", () => none("e-mail"))]);
  parts = next;
}

const address = (wanted) => {
  const given = Object.entries({ ...wanted, limit }).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(given)}` : "/";
};

function lead(messages, more) {
  const to = filter.value.trim();
  byId("newest").href = address({ to });
  byId("newest").hidden = !before;
  byId("older").href = address({ to, before: messages.at(-1)?.id });
  byId("older").hidden = !more;
  byId("pages").hidden = !before && !more;
}

function suggest(messages) {
  for (const { to } of messages) {
    if (seen.has(to) || seen.size > 500) continue;
    seen.add(to);
    const option = element("option");
    option.value = to;
    byId("recipients").append(option);
  }
}

async function refresh() {
  try {
    const query = new URLSearchParams({ limit: SHOWN + 1, to: filter.value.trim(), before });
    const found = await (await fetch(`/messages?${query}`)).json();
    const messages = found.slice(0, SHOWN);
    const { sms, email } = await (await fetch("/counts")).json();
    byId("totals").textContent = `${sms} SMS, ${email} e-mails`;
    lead(messages, found.length > SHOWN);
    suggest(messages);
    const state = JSON.stringify(messages.map((one) => [one.id, one.status]));
    const typing = document.querySelector(".reply input:focus")?.value;
    if (state === drawn || typing) return;
    draw(messages);
    drawn = state;
  } catch {
    byId("totals").textContent = "The sinks do not answer; trying again.";
  }
}

// Another recipient begins with the newest.
function remember() {
  const to = filter.value.trim();
  if (before) location.search = address({ to });
  else history.replaceState(null, "", address({ to }));
}

filter.value = asked.get("to") || "";
filter.addEventListener("input", () => { remember(); refresh(); });
byId("clear").addEventListener("click", async () => {
  await fetch("/messages", { method: "DELETE" });
  await refresh();
});
refresh();
if (!before) setInterval(refresh, REFRESH_MS); // what is older does not change
