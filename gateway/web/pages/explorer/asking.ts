// How the Explorer asks: queries by HTTP, subscriptions over the line that is chosen.
import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { getOperationAST } from "graphql";
import { createClient as overEvents } from "graphql-sse";
import { createClient as overSocket } from "graphql-ws";
import { kept } from "./kept";

const GRAPH = `${location.origin}/graphql`;

export const LINES = ["WebSocket", "server-sent events"] as const;

/** A bearer token: of development, of a session, or a partner's key. Ends with the tab. */
export const token = kept("token", "");
export const line = kept("line", LINES[0]);

type Headers = Record<string, string>;

/** What stands under Headers is stronger than who is chosen above. */
function headersWith(given: Headers = {}): Headers {
  const names = Object.keys(given).map((name) => name.toLowerCase());
  const own = token.now() && !names.includes("authorization");
  return own ? { ...given, authorization: `Bearer ${token.now()}` } : given;
}

const http = createGraphiQLFetcher({
  url: GRAPH,
  fetch: (input, init) =>
    fetch(input, { ...init, headers: headersWith(init?.headers as Headers | undefined) }),
});

function followed(headers: Headers) {
  return line.now() === "WebSocket"
    ? overSocket({ url: GRAPH.replace(/^http/, "ws"), connectionParams: headers, retryAttempts: 0 })
    : overEvents({ url: GRAPH, headers, retryAttempts: 0 });
}

export const ask: Fetcher = (params, options) => {
  const document = options?.documentAST;
  const operation = document && getOperationAST(document, params.operationName);
  if (operation?.operation !== "subscription") return http(params, options);
  const { query, variables, operationName } = params;
  const headers = headersWith(options?.headers);
  return followed(headers).iterate({
    query,
    variables: variables ?? {},
    ...(operationName ? { operationName } : {}),
  }) as ReturnType<Fetcher>;
};
