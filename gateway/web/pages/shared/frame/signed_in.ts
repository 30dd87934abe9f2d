import { redirect } from "@tanstack/react-router";
import { maySignInAgain } from "../asking/session";
import { facts } from "../facts";
import { loadWords } from "../words/language";

/**
 * Before the pages of a room: who is not signed in goes to do so, and comes back here. In
 * development the first page shows the demo people instead.
 */
export const roomOf =
  (room: string) =>
  async ({ location }: { location: { href: string } }): Promise<void> => {
    await loadWords(room);
    if (maySignInAgain()) return;
    if (facts.development && location.href === "/") throw redirect({ to: "/demo" });
    throw redirect({ to: "/sign-in", search: { to: location.href } });
  };
