// Prints the supergraph of the three subgraphs, whose addresses are given: `node compose.mjs NAME=URL …`
import { readFileSync } from "node:fs";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";

const here = new URL(".", import.meta.url);
const services = process.argv.slice(2).map((given) => {
  const [name, url] = given.split("=");
  return { name, url, typeDefs: parse(readFileSync(new URL(`${name}.graphql`, here), "utf8")) };
});
const { supergraphSdl, errors } = composeServices(services);
if (errors) throw new Error(errors.join("\n"));
process.stdout.write(supergraphSdl);
