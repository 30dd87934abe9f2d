// Which kinds of staff may ask which root field, as the schema's descriptions say: "For: staff (admin)."
const ROOTS = ["Query", "Mutation", "Subscription"];
const KINDS = /\bFor:[^\n]*\bstaff(?: \(([a-z_, ]+)\))?/;

/** @param {import("graphql").GraphQLSchema} schema */
export function plugin(schema) {
  const fields = ROOTS.flatMap((root) => {
    const type = schema.getType(root);
    return Object.values(type && "getFields" in type ? type.getFields() : {});
  });
  const rights = fields.flatMap(({ name, description }) => {
    const found = KINDS.exec(description ?? "");
    return found ? [[name, found[1]?.split(", ") ?? []]] : [];
  });
  return `/** Empty: all kinds of staff. */
export const RIGHTS = ${JSON.stringify(Object.fromEntries(rights), null, 1)} satisfies Record<string, string[]> as {
  readonly [Field in RootField]: readonly string[];
};
export type RootField = ${rights.map(([name]) => JSON.stringify(name)).join(" | ")};
`;
}
