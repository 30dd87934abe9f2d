import { useState } from "react";
import { facts } from "../shared/facts";
import { LINES, line, token } from "./asking";
import { useKept } from "./kept";
import { become, IDS, id, ROLES, type Role, role } from "./people";

/** Who asks, and over which line subscriptions come. */
export function Asker() {
  return (
    <header className="asker">
      <h1>Reinstate · GraphQL</h1>
      {facts.development && <Person />}
      <label>
        Token <input value={useKept(token)} onChange={(event) => token.set(event.target.value)} />
      </label>
      <label>
        Subscriptions over{" "}
        <select value={useKept(line)} onChange={(event) => line.set(event.target.value)}>
          {LINES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <a href="/graphql/schema">Schema</a>
      {facts.onlyListed && <OnlyListed />}
    </header>
  );
}

function OnlyListed() {
  return (
    <p role="note">
      This gateway runs listed operations alone (PERSISTED_OPERATIONS=only): whatever else is
      written here, the examples too, is refused with PERSISTED_QUERY_NOT_IN_LIST. The schema can be
      read. An operation comes onto the list with the release of its client, by PERSISTED_LISTS.
    </p>
  );
}

/** In development: a token of whoever one wants to be. */
function Person() {
  const [chosen, chosenId] = [useKept(role), useKept(id)];
  const [said, say] = useState("");
  const enter = async () => {
    await become(chosen, chosenId).then(
      () => say(`You ask as ${chosen} ${chosenId}.`),
      (error: Error) => say(error.message),
    );
  };
  return (
    <form action={enter} onChange={() => say("")}>
      <label>
        As{" "}
        <select
          value={chosen}
          onChange={(event) => {
            role.set(event.target.value);
            id.set(IDS[event.target.value as Role]);
          }}
        >
          {ROLES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        Id <input value={chosenId} onChange={(event) => id.set(event.target.value)} required />
      </label>
      <button type="submit">Get a token</button>
      <span role="status">{said}</span>
    </form>
  );
}
