import { Trans } from "@lingui/react/macro";
import { useCommand } from "../../shared/asking/command";
import { VerifyContactsDocument } from "../graph/graphql";
import { CodeForm } from "../proving/CodeForm";

/** The contacts are right still, as the shop asked: by a code that comes there. */
export function Verify() {
  const { run, busy, problem } = useCommand(VerifyContactsDocument, (data) => data.verifyContacts);
  return (
    <CodeForm
      purpose="VERIFY_CONTACTS"
      says={<Trans>They are mine</Trans>}
      give={(code) => run({ code })}
      busy={busy}
      problem={problem?.message}
    />
  );
}
