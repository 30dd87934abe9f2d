// The one way to the graph: operations by their hash, live ones over one WebSocket.
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { createClient } from "graphql-ws";
import { RefreshSessionDocument } from "../graph/graphql";
import { spokenLanguage } from "../words/language";
import { freshToken } from "./session";

const GRAPH = `${location.origin}/graphql`;

/** As the build left it: see building/documents.ts. */
export function hashOf(document: object): string {
  return (document as { documentId: string }).documentId.replace("sha256:", "");
}

function post(body: object, token: string | null): Promise<Response> {
  return fetch(GRAPH, {
    method: "POST",
    headers: headers(token, { "content-type": "application/json" }),
    body: JSON.stringify(body),
  });
}

function headers(token: string | null, given: HeadersInit = {}): Headers {
  const all = new Headers(given);
  all.set("accept-language", spokenLanguage());
  all.set("graphql-require-preflight", "1"); // with files: no page of another site could send it
  if (token) all.set("authorization", `Bearer ${token}`);
  return all;
}

/** What a document answers to whoever `token` is. */
export async function askAs<Data, Variables>(
  document: { __apiType?: (variables: Variables) => Data },
  variables: Variables,
  token: string | null,
): Promise<Data> {
  const answer = await post({ documentId: hashOf(document), variables }, token);
  const { data, errors } = await answer.json();
  if (!data) throw new Error(errors?.[0]?.message ?? answer.statusText);
  return data;
}

function fresh(anew = false): Promise<string | null> {
  return freshToken(async (input) => {
    const { refreshSession } = await askAs(RefreshSessionDocument, { input }, null);
    if (refreshSession.__typename === "SignInSuccess") return refreshSession;
    if ("code" in refreshSession && refreshSession.code === "UNAVAILABLE")
      throw new Error(refreshSession.message);
    return "refused";
  }, anew);
}

/** With the token of now; once more with another one where the gateway took that for over. */
async function authorized(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const ask = async (anew: boolean) => {
    const token = await fresh(anew);
    return fetch(input, { ...init, headers: headers(token, init.headers) });
  };
  const answer = await ask(false);
  return answer.status === 401 ? ask(true) : answer;
}

/** Opened when there is something to follow, by whoever is here then. */
const newSocket = () =>
  createClient({
    url: GRAPH.replace(/^http/, "ws"),
    lazyCloseTimeout: 2_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    connectionParams: async () => {
      const token = await fresh();
      return token ? { authorization: `Bearer ${token}` } : {};
    },
  });

/** For one person: whoever enters next begins with another one, which knows nothing. */
export function newClient(): Client {
  const socket = newSocket();
  return new Client({
    url: GRAPH,
    fetch: authorized,
    preferGetMethod: false,
    requestPolicy: "cache-and-network",
    exchanges: [
      cacheExchange,
      persistedExchange({
        enforcePersistedQueries: true,
        enableForMutation: true,
        enableForSubscriptions: true,
        preferGetForPersistedQueries: false,
        generateHash: async (_text, document) => hashOf(document),
      }),
      subscriptionExchange({
        enableAllOperations: false,
        forwardSubscription: ({ variables = {}, extensions = {} }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query: "", variables, extensions },
              {
                next: (result) => sink.next(result as never),
                error: (error) => sink.error(error),
                complete: () => sink.complete(),
              },
            ),
          }),
        }),
      }),
      fetchExchange,
    ],
  });
}
