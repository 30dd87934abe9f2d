// Asks the same twice by hash, with a library that others use:
//   node persisted.mjs apollo|urql URL POST|GET
// Says each request and its answer, one a line, as JSON.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { parse } from "graphql";
import { createHash, randomUUID } from "node:crypto";

const [library, url, method] = process.argv.slice(2);
const byGet = method === "GET";
const text = `query Q${randomUUID().replaceAll("-", "")} { plans { code } }`;
const sha256 = async (text) => createHash("sha256").update(text).digest("hex");

async function told(address, options) {
  const answer = await fetch(address, options);
  const sent = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(address).searchParams);
  const { data, errors } = await answer.clone().json();
  console.log(
    JSON.stringify({
      method: options.method ?? "GET",
      text: Boolean(sent.query),
      hash: Boolean(sent.extensions),
      status: answer.status,
      code: errors?.[0].extensions.code ?? null,
      plans: data?.plans.length ?? 0,
    }),
  );
  return answer;
}

async function byApollo() {
  const link = ApolloLink.from([
    new PersistedQueryLink({ sha256, useGETForHashedQueries: byGet }),
    new HttpLink({ uri: `${url}/graphql`, fetch: told }),
  ]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const query = parse(text);
  for (let time = 0; time < 2; time += 1) await client.query({ query, fetchPolicy: "network-only" });
}

async function byUrql() {
  const client = new Client({
    url: `${url}/graphql`,
    fetch: told,
    exchanges: [persistedExchange({ preferGetForPersistedQueries: byGet }), fetchExchange],
  });
  for (let time = 0; time < 2; time += 1) {
    const { error } = await client.query(text, {}).toPromise();
    if (error) throw error;
  }
}

await { apollo: byApollo, urql: byUrql }[library]();
process.exit(0);
