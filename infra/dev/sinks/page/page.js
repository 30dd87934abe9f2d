"use strict";
const SHOWN = 200;
const REFRESH_MS = 2000;
const byId = (id) => document.getElementById(id);
const filter = byId("filter");
const seen = new Set();
let drawn = "";

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function withLinks(text, className) {
  const made = element("div", "", className);
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
  const head = element("header");
  head.append(element("h3", message.subject || "(no subject)"));
  head.append(element("p", `To ${message.to} · from ${message.sender} · ${when(message)}`));
  if (message.unsubscribe) head.append(unsubscribing(message));
  made.append(head);
  if (message.html) {
    const frame = element("iframe");
    frame.title = message.subject || "e-mail";
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

function fill(place, children, what) {
  const none = `No ${what}${filter.value.trim() ? " for this recipient" : ""} yet.`;
  place.replaceChildren(...(children.length ? children : [element("p", none, "empty")]));
}

function draw(messages) {
  const phones = new Map();
  for (const message of messages.filter((one) => one.channel === "sms")) {
    phones.set(message.to, [...(phones.get(message.to) || []), message]);
  }
  fill(byId("sms"), [...phones].map(([to, sms]) => phone(to, sms)), "SMS");
  fill(byId("email"), messages.filter((one) => one.channel === "email").map(letter), "e-mail");
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
    const query = new URLSearchParams({ limit: SHOWN, to: filter.value.trim() });
    const messages = await (await fetch(`/messages?${query}`)).json();
    const { sms, email } = await (await fetch("/counts")).json();
    const more = messages.length === SHOWN ? `, newest ${SHOWN} shown` : "";
    byId("totals").textContent = `${sms} SMS, ${email} e-mails${more}`;
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

function remember() {
  const to = filter.value.trim();
  history.replaceState(null, "", to ? `?${new URLSearchParams({ to })}` : "/");
}

filter.value = new URLSearchParams(location.search).get("to") || "";
filter.addEventListener("input", () => { remember(); refresh(); });
byId("clear").addEventListener("click", async () => {
  await fetch("/messages", { method: "DELETE" });
  await refresh();
});
refresh();
setInterval(refresh, REFRESH_MS);
