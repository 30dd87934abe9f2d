// An invented shop as a subgraph, of the schema in docs/federation.md.
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTraceDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";

// `typeDefs`: its document. `buyers`: who bought A-1001, A-1002, …, by their ids. Gives its address.
export async function openShop(typeDefs, buyers) {
  const orders = buyers.map((buyer, place) => ({
    number: `A-${1001 + place}`,
    total: 4900,
    buyer: { id: buyer, nickname: "Lei" },
  }));
  const resolvers = {
    Query: {
      order: (_, { number }) => orders.find((order) => order.number === number),
      orders: () => orders,
    },
    User: { member: (user) => ({ memberId: user.id }) },
    Member: { orders: (member) => orders.filter((order) => order.buyer.id === member.memberId) },
  };
  const server = new ApolloServer({
    schema: buildSubgraphSchema({ typeDefs, resolvers }),
    plugins: [ApolloServerPluginInlineTraceDisabled()], // it would say so on standard output
  });
  const { url } = await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: 0 } });
  return url;
}
