import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { IconBulb } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { facts } from "../shared/facts";
import { EXAMPLES } from "./examples";
import { become, IDS, type Role } from "./people";

/** Puts an example into a tab of its own; null until the editor is there. */
function useOpening(): ((text: string) => void) | null {
  const { addTab } = useGraphiQLActions();
  const [editor, tab] = [
    useGraphiQL((state) => state.queryEditor),
    useGraphiQL((state) => state.activeTabIndex),
  ];
  const [opening, open] = useState<{ text: string; from: number }>();
  useEffect(() => {
    if (!editor || !opening || tab === opening.from) return;
    editor.setValue(opening.text);
    open(undefined);
  }, [opening, tab, editor]);
  if (!editor) return null;
  return (text) => {
    open({ text, from: tab });
    addTab();
  };
}

function Examples() {
  const open = useOpening();
  const [said, say] = useState("");
  const choose = async (role: Role, text: string) => {
    say("");
    if (facts.development)
      await become(role, IDS[role]).catch((error: Error) => say(error.message));
    open?.(text);
  };
  return (
    <section className="examples">
      <h2>Examples</h2>
      <p>
        Begin with the shop: it makes the member whom the others ask about.
        {facts.development && " Each is opened with a token of its role."}
      </p>
      <p role="status">{said}</p>
      {EXAMPLES.map(([role, examples]) => (
        <div key={role}>
          <h3>As {role}</h3>
          <ul>
            {examples.map(({ title, text }) => (
              <li key={title}>
                <button type="button" disabled={!open} onClick={() => choose(role, text)}>
                  {title}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

export const EXAMPLES_PLUGIN: GraphiQLPlugin = {
  title: "Examples",
  icon: () => <IconBulb aria-hidden stroke={1.5} />,
  content: Examples,
};
