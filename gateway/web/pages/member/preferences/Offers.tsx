import { Trans, useLingui } from "@lingui/react/macro";
import { Switch, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { type PreferencesQuery, SetMarketingConsentDocument } from "../graph/graphql";

interface Props {
  readonly consents: NonNullable<PreferencesQuery["me"]>["consents"];
  readonly zone: string;
  readonly again: () => void;
}

/** Nobody is sent offers who did not ask for them. */
export function Offers({ consents, zone, again }: Props) {
  const { t } = useLingui();
  const { run, busy, problem } = useCommand(
    SetMarketingConsentDocument,
    (data) => data.setMarketingConsent,
  );
  const given = consents.find((one) => one.kind === "MARKETING" && one.until === null);
  const set = async (agreed: boolean) => {
    if (await run({ agreed })) again();
  };
  return (
    <Section title={<Trans>Offers</Trans>}>
      <Switch
        label={t`Send me offers`}
        checked={given !== undefined}
        disabled={busy}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <Text size="sm" c="dimmed">
        {given ? (
          <Trans>You agreed on {spoken(given.since, zone)}. Take it back whenever you like.</Trans>
        ) : (
          <Trans>You get none, as you did not ask for them.</Trans>
        )}
      </Text>
      <ProblemNote says={problem?.message} />
    </Section>
  );
}
