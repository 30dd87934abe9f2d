// Follows a member by a library that others use, and loses the line at random:
//   node follow.mjs graphql-ws|graphql-sse|eventsource URL TOKEN VERSION
// until the event of that version came. Says every event that it got, one a line, as JSON.
import { EventSource } from "eventsource";
import { createClient as createStreams } from "graphql-sse";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [way, url, token, version] = process.argv.slice(2);
const query = `subscription($after: String) {
  membershipChanged(after: $after) { cursor version type hash } }`;
const atMost = (most) => 1 + Math.floor(Math.random() * most);
const pause = () => new Promise((resolve) => setTimeout(resolve, 1 + 20 * Math.random()));

let cursor = "";
function got({ data, errors }) {
  if (errors) throw new Error(JSON.stringify(errors));
  const event = data.membershipChanged;
  cursor = event.cursor;
  console.log(JSON.stringify(event));
  return event.version >= Number(version);
}

async function bySocket() {
  for (let over = false; !over; await pause()) {
    const client = createClient({
      url: `${url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    let left = atMost(7);
    try {
      for await (const result of client.iterate({ query, variables: { after: cursor } })) {
        over = got(result);
        if (over || --left === 0) break;
      }
    } catch (lost) {
      if (lost instanceof Error && !("code" in lost)) throw lost;
    }
    if (Math.random() < 0.5) client.terminate(); // without a word
    else await client.dispose();
  }
}

// As a network would: the answer ends somewhere, be it in the middle of an event; a moment after its
// last piece, because graphql-sse waits for good where the end comes in the same turn as an event.
async function cut(address, options) {
  const headers = { ...options.headers, authorization: `Bearer ${token}` };
  const answer = await fetch(address, { ...options, headers });
  const reader = answer.body.getReader();
  let left = atMost(2000);
  const body = new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (!done) controller.enqueue(value.subarray(0, left));
      left -= value?.length ?? 0;
      if (done || left <= 0) {
        await pause();
        controller.close();
        await reader.cancel();
      }
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}

// In distinct connections mode, the client's own default; it goes on from the cursor that we kept.
async function byDistinctStreams() {
  for (let over = false; !over; await pause()) {
    const client = createStreams({ url: `${url}/graphql`, fetchFn: cut, retryAttempts: 0 });
    try {
      for await (const result of client.iterate({ query, variables: { after: cursor } })) {
        over = got(result);
        if (over) break;
      }
    } catch (lost) {
      if (!String(lost.message).startsWith("Connection closed")) throw lost;
    }
    client.dispose();
  }
}

function byStream() {
  const asked = new URLSearchParams({ query, variables: JSON.stringify({ after: "" }) });
  const source = new EventSource(`${url}/graphql?${asked}`, { fetch: cut });
  return new Promise((resolve) => {
    source.addEventListener("next", ({ data }) => {
      if (!got(JSON.parse(data))) return;
      source.close();
      resolve();
    });
  });
}

const ways = { "graphql-ws": bySocket, "graphql-sse": byDistinctStreams, eventsource: byStream };
await ways[way]();
process.exit(0);
