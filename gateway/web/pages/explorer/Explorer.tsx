import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { buildSchema, type GraphQLSchema } from "graphql";
import { useEffect, useState } from "react";
import { Asker } from "./Asker";
import { ask } from "./asking";
import { EXAMPLES_PLUGIN } from "./Examples";

const PLUGINS = [EXAMPLES_PLUGIN, HISTORY_PLUGIN];
const FIRST = `# The plans of this shop: everybody may ask. Examples for each role are behind the bulb.
query Plans {
  plans {
    code
    name { text }
  }
}
`;

/** As its text, which is there even where nothing but listed operations runs. Null until it came. */
function useSchema(): GraphQLSchema | null {
  const [schema, set] = useState<GraphQLSchema | null>(null);
  useEffect(() => {
    fetch("/graphql/schema")
      .then((answer) => answer.text())
      .then((text) => set(buildSchema(text, { assumeValid: true })), console.error);
  }, []);
  return schema;
}

export function Explorer() {
  const schema = useSchema();
  return (
    <>
      <Asker />
      <GraphiQL
        fetcher={ask}
        schema={schema}
        dangerouslyAssumeSchemaIsValid
        plugins={PLUGINS}
        referencePlugin={DOC_EXPLORER_PLUGIN}
        visiblePlugin={EXAMPLES_PLUGIN}
        defaultQuery={FIRST}
      >
        <GraphiQL.Logo>
          <a className="graphiql-logo-link" href="/">
            Reinstate
          </a>
        </GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}
