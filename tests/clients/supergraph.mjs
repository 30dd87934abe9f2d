// Composes Reinstate with a shop and routes over both, until standard input ends:
//   node supergraph.mjs URL ROUTER_KEY SCHEMA_OF_THE_SHOP BUYER …
// Says one line as JSON: {composed: errors of the composition, url: of the router}.
import { composeServices } from "@apollo/composition";
import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { parse } from "graphql";
import { openShop } from "./shop.mjs";

const [gateway, key, shopSchema, ...buyers] = process.argv.slice(2);
const url = `${gateway}/subgraph`;

async function ours() {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "router-key": key },
    body: JSON.stringify({ query: "{ _service { sdl } }" }),
  });
  return parse((await answer.json()).data._service.sdl);
}

// As the headers of the router are set up in docs/federation.md.
class Reinstate extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    request.http.headers.set("router-key", key);
    for (const [name, value] of Object.entries(context.passedOn ?? {}))
      request.http.headers.set(name, value);
  }
}

function passedOn({ headers }) {
  const names = ["authorization", "accept-language"].filter((name) => headers[name]);
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}

const typeDefs = parse(shopSchema);
const { supergraphSdl, errors } = composeServices([
  { name: "reinstate", url, typeDefs: await ours() },
  { name: "shop", url: await openShop(typeDefs, buyers), typeDefs },
]);
if (errors) {
  console.log(JSON.stringify({ composed: errors.map(String) }));
  process.exit(0);
}
const router = new ApolloGateway({
  supergraphSdl,
  buildService: ({ name, url }) =>
    name === "reinstate" ? new Reinstate({ url }) : new RemoteGraphQLDataSource({ url }),
});
const { url: routed } = await startStandaloneServer(new ApolloServer({ gateway: router }), {
  listen: { host: "127.0.0.1", port: 0 },
  context: async ({ req }) => ({ passedOn: passedOn(req) }),
});
console.log(JSON.stringify({ composed: [], url: routed }));
process.stdin.resume().on("end", () => process.exit(0));
