import { Trans, useLingui } from "@lingui/react/macro";
import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { Section } from "../../shared/parts/Section";
import {
  AcceptTransferDocument,
  EndTransferDocument,
  OfferTransferDocument,
} from "../graph/graphql";
import { Confirmed } from "../proving/Confirmed";
import { Passing } from "./Passing";
import type { Shown } from "./shown";

/** The whole membership, to somebody else. */
export function Transfers({ me, zone, again }: Shown) {
  const accept = useCommand(AcceptTransferDocument, (data) => data.acceptTransfer);
  const end = useCommand(EndTransferDocument, (data) => data.endTransfer);
  const transfer = me.passing?.transfer;
  if (!transfer && !me.membership?.entitled) return null;
  return (
    <Section title={<Trans>Give the membership away</Trans>}>
      {transfer ? (
        <Passing
          one={transfer}
          what={<Trans>the membership</Trans>}
          zone={zone}
          accept={accept}
          end={end}
          again={again}
        />
      ) : (
        <Offer again={again} />
      )}
    </Section>
  );
}

function Offer({ again }: Pick<Shown, "again">) {
  const { t } = useLingui();
  const [to, setTo] = useState("");
  const { run, busy, problem } = useCommand(OfferTransferDocument, (data) => data.offerTransfer);
  const act = async (code?: string) => {
    if (await run({ to: to.trim(), ...(code ? { code } : {}) })) again();
  };
  return (
    <>
      <Text size="sm">
        <Trans>
          What is left of your period goes to another member, who has three days to accept it. A day
          after that it is theirs; until then you can both stop it.
        </Trans>
      </Text>
      <TextInput
        label={t`Member number of who is to have it`}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Confirmed
        purpose="TRANSFER"
        says={<Trans>Offer it</Trans>}
        act={act}
        busy={busy}
        problem={problem}
        disabled={!to.trim()}
      />
    </>
  );
}
