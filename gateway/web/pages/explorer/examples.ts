// Operations that work on a system that was just started, in the order in which one would try them.
import host from "./examples/host.graphql?raw";
import member from "./examples/member.graphql?raw";
import partner from "./examples/partner.graphql?raw";
import staff from "./examples/staff.graphql?raw";
import type { Role } from "./people";

interface Example {
  readonly title: string;
  readonly text: string;
}

/** Each begins with a comment in the first column, which is its title. */
function examplesOf(file: string): Example[] {
  const texts = file.trim().split(/\n\n(?=# )/);
  return texts.map((text) => ({ title: text.slice(2, text.indexOf("\n")), text: `${text}\n` }));
}

export const EXAMPLES: readonly [Role, Example[]][] = [
  ["host", examplesOf(host)],
  ["staff", examplesOf(staff)],
  ["member", examplesOf(member)],
  ["partner", examplesOf(partner)],
];
