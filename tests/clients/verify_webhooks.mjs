// Verifies calls with the library of the specification, as a receiver in JavaScript would.
// Standard input: [{secret, headers, body}]. Prints how many hold; fails on the first that does not.
import { Webhook } from "standardwebhooks";

let text = "";
for await (const part of process.stdin) text += part;
const calls = JSON.parse(text);
for (const { secret, headers, body } of calls) new Webhook(secret).verify(body, headers);
console.log(calls.length);
