import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { AcceptLinkDocument, EndLinkDocument, OfferLinkDocument } from "../graph/graphql";
import { Confirmed } from "../proving/Confirmed";
import type { Me, Shown } from "./shown";

type Link = NonNullable<Me["passing"]>["links"][number];

/** Backups of this membership, or the main of which it is one. */
export function Links({ me, zone, again }: Shown) {
  const links = me.passing?.links ?? [];
  return (
    <Section title={<Trans>Main and backup</Trans>}>
      <Text size="sm">
        <Trans>
          A backup has the plan of its main membership while it has none of its own. A main
          membership can have up to three backups.
        </Trans>
      </Text>
      <Rows>
        {links.map((one) => (
          <Row key={one.memberId}>
            <OneLink link={one} zone={zone} again={again} />
          </Row>
        ))}
      </Rows>
      {me.membership?.entitled && links.every((one) => one.role === "MAIN") && (
        <Offer again={again} />
      )}
    </Section>
  );
}

function OneLink({ link, zone, again }: Omit<Shown, "me"> & { readonly link: Link }) {
  const accept = useCommand(AcceptLinkDocument, (data) => data.acceptLink);
  const end = useCommand(EndLinkDocument, (data) => data.endLink);
  const other = link.memberId;
  const accepting = async (code?: string) => {
    if (await accept.run({ main: other }, code ? { code } : {})) again();
  };
  const ending = async (code?: string) => {
    if (await end.run({ other }, code ? { code } : {})) again();
  };
  const offered = link.since === null;
  return (
    <Stack gap="xs">
      <Text size="sm">
        <Standing link={link} zone={zone} />
      </Text>
      {offered && link.role === "BACKUP" && (
        <Confirmed
          purpose="LINK"
          says={<Trans>Be a backup</Trans>}
          act={accepting}
          busy={accept.busy}
          problem={accept.problem}
        />
      )}
      <Confirmed
        purpose="LINK"
        says={offered ? <Trans>Stop the offer</Trans> : <Trans>End the link</Trans>}
        act={ending}
        busy={end.busy}
        problem={end.problem}
      />
    </Stack>
  );
}

function Standing({ link, zone }: { readonly link: Link; readonly zone: string }) {
  const other = link.memberId;
  if (link.since) {
    const since = spoken(link.since, zone);
    if (link.role === "MAIN")
      return (
        <Trans>
          {other} is a backup of yours since {since}.
        </Trans>
      );
    return (
      <Trans>
        You are a backup of {other} since {since}.
      </Trans>
    );
  }
  const until = spoken(link.acceptUntil, zone);
  if (link.role === "MAIN")
    return (
      <Trans>
        You offered {other} to be a backup. They can accept until {until}.
      </Trans>
    );
  return (
    <Trans>
      {other} offers you to be a backup. You can accept until {until}.
    </Trans>
  );
}

function Offer({ again }: Pick<Shown, "again">) {
  const { t } = useLingui();
  const [to, setTo] = useState("");
  const { run, busy, problem } = useCommand(OfferLinkDocument, (data) => data.offerLink);
  const act = async (code?: string) => {
    if (await run({ to: to.trim(), ...(code ? { code } : {}) })) again();
  };
  return (
    <>
      <TextInput
        label={t`Member number of who is to be a backup`}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Confirmed
        purpose="LINK"
        says={<Trans>Offer it</Trans>}
        act={act}
        busy={busy}
        problem={problem}
        disabled={!to.trim()}
      />
    </>
  );
}
