// Who is signed in. The access token lives in memory alone; what is kept is the refresh token, which
// is good once and only with its device (decision 0065).
import { useSyncExternalStore } from "react";

export interface Session {
  readonly accessToken: string;
  /** Milliseconds of this browser's clock; a token of development has no end that matters here. */
  readonly endsAt: number;
  readonly role: Role;
  readonly id: string;
  /** Of the staff alone. */
  readonly staffKind?: string;
}

export type Role = "member" | "staff" | "partner" | "host";

interface Kept {
  readonly refreshToken: string;
  readonly deviceId: string;
}

interface SignedIn extends Kept {
  readonly accessToken: string;
  readonly expiresIn: number;
}

const KEPT = "reinstate.session";
const DEVICE = "reinstate.device";
const TRIED_OUT = "reinstate.tried-out";
const KEY = "reinstate.key";
const MARGIN = 20_000;

let current: Session | null = triedOut() ?? byKey();
let keyIsOver = false;
const listeners = new Set<() => void>();

function become(session: Session | null): void {
  current = session;
  for (const listener of listeners) listener();
}

interface Claims {
  readonly role?: Role;
  readonly sub?: string;
  readonly staff_kind?: string;
}

function claims(token: string): Claims {
  try {
    const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(part));
  } catch {
    return {};
  }
}

function sessionOf(accessToken: string, endsAt: number): Session {
  const { role = "member", sub = "", staff_kind: staffKind } = claims(accessToken);
  return { accessToken, endsAt, role, id: sub, ...(staffKind ? { staffKind } : {}) };
}

/** A token of development, for this tab. */
function triedOut(): Session | null {
  const token = sessionStorage.getItem(TRIED_OUT);
  return token ? sessionOf(token, Number.POSITIVE_INFINITY) : null;
}

/** A key of a partner, or of the shop, for this tab (decision 0068). */
function byKey(): Session | null {
  const text = sessionStorage.getItem(KEY);
  return text ? { ...JSON.parse(text), endsAt: Number.POSITIVE_INFINITY } : null;
}

export function enterByKey(key: string, role: "partner" | "host", id: string): void {
  forgetTab();
  sessionStorage.setItem(KEY, JSON.stringify({ accessToken: key, role, id }));
  keyIsOver = false;
  become(byKey());
}

/** What is good in this tab alone. */
function forgetTab(): void {
  for (const name of [TRIED_OUT, KEY]) sessionStorage.removeItem(name);
}

export function tryOut(token: string): void {
  forgetTab();
  sessionStorage.setItem(TRIED_OUT, token);
  become(triedOut());
}

/** A device that is not the person's own leaves nothing behind but in its tab. */
export function enter(signedIn: SignedIn, ownDevice: boolean): void {
  forgetTab();
  const { refreshToken, deviceId } = signedIn;
  const place = ownDevice ? localStorage : sessionStorage;
  place.setItem(KEPT, JSON.stringify({ refreshToken, deviceId } satisfies Kept));
  if (ownDevice) localStorage.setItem(DEVICE, deviceId);
  become(sessionOf(signedIn.accessToken, Date.now() + signedIn.expiresIn * 1000));
}

/** What proves again who is there replaces the token alone. */
export function replaceToken(accessToken: string, expiresIn: number): void {
  become(sessionOf(accessToken, Date.now() + expiresIn * 1000));
}

/** Who was here by a key ends the tab alone: whoever is signed in on this device stays so. */
export function leave(): void {
  const places = sessionStorage.getItem(KEY) ? [] : [localStorage, sessionStorage];
  forgetTab();
  for (const place of places) place.removeItem(KEPT);
  become(null);
}

/** Who is here; null also where somebody may come back by what is kept. */
export const whoIsHere = (): Session | null => current;

/** Whether a partner, or the shop, was here until the gateway took its key for over. */
export const wasCutOff = (): boolean => keyIsOver;

/** What is good in this tab alone is over; who is signed in on this device stays so. */
function endTab(): null {
  keyIsOver = current?.role === "partner" || current?.role === "host";
  forgetTab();
  become(null);
  return null;
}

/** Of a browser that was signed in from before, whoever it was. */
export const knownDevice = (): string => localStorage.getItem(DEVICE) ?? "";

function kept(): [Kept, boolean] | null {
  for (const place of [sessionStorage, localStorage]) {
    const text = place.getItem(KEPT);
    if (text) return [JSON.parse(text), place === localStorage];
  }
  return null;
}

export const maySignInAgain = (): boolean => current !== null || kept() !== null;

type Refresh = (kept: Kept) => Promise<SignedIn | "refused">;

/**
 * A token that is good for a while; null: nobody is signed in. One tab refreshes at a time, and
 * takes what another one kept meanwhile.
 * @throws when the gateway does not answer: who is signed in stays so.
 */
export async function freshToken(refresh: Refresh, anew = false): Promise<string | null> {
  if (current && !anew && current.endsAt - Date.now() > MARGIN) return current.accessToken;
  if (anew && current?.endsAt === Number.POSITIVE_INFINITY) return endTab();
  if (!kept()) return current?.accessToken ?? null;
  return navigator.locks.request(KEPT, async () => {
    const found = kept();
    if (!found) return null;
    const answer = await refresh(found[0]);
    if (answer === "refused") leave();
    else enter(answer, found[1]);
    return current?.accessToken ?? null;
  });
}

/** Another tab left, or somebody else entered there. */
window.addEventListener("storage", (event) => {
  const tabsOwn = current?.endsAt === Number.POSITIVE_INFINITY;
  if (event.key === KEPT && event.newValue === null && !tabsOwn) become(null);
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSession = (): Session | null => useSyncExternalStore(subscribe, () => current);

/** Of who came with a refresh token that is refused, there was no session to end. */
export const useMaySignInAgain = (): boolean => useSyncExternalStore(subscribe, maySignInAgain);
