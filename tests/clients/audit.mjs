// Audits a gateway by the GraphQL over HTTP specification, with the reference implementation:
//   node audit.mjs URL
// Says every result, one a line, as JSON. `status`: ok, notice (what MAY be), warn (SHOULD), error.
import { auditServer } from "graphql-http";

for (const { id, name, status, reason } of await auditServer({ url: `${process.argv[2]}/graphql` }))
  console.log(JSON.stringify({ id, name, status, reason }));
