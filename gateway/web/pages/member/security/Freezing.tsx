import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { ExtendFreezeDocument, FreezeDocument, type SecurityQuery } from "../graph/graphql";
import { Release } from "../state/Release";

type Membership = NonNullable<NonNullable<SecurityQuery["me"]>["membership"]>;
type Hold = Membership["holds"][number];

interface Props {
  readonly membership: Membership;
  readonly zone: string;
}

/** In one press, and longer in another. */
export function Freezing({ membership, zone }: Props) {
  const { run, busy, problem } = useCommand(FreezeDocument, (data) => data.freeze);
  const frozen = membership.holds.find((hold) => hold.kind === "MEMBER_FREEZE");
  if (membership.holds.some((hold) => hold.kind === "COMPROMISE")) return null; // it is more than that
  return (
    <Section title={<Trans>Freeze the membership</Trans>}>
      <ProblemNote says={problem?.message} />
      {frozen ? (
        <Frozen hold={frozen} zone={zone} />
      ) : (
        <>
          <Text>
            <Trans>
              If somebody else may be using it: nobody can for three days, and the time is given
              back to you. You end it sooner with a code.
            </Trans>
          </Text>
          <Button color="red.9" loading={busy} onClick={() => run({ hours: 72 })}>
            <Trans>Freeze it now</Trans>
          </Button>
        </>
      )}
    </Section>
  );
}

function Frozen({ hold, zone }: { readonly hold: Hold; readonly zone: string }) {
  return (
    <>
      <Text>
        {hold.latestRelease ? (
          <Trans>
            Nobody can use it until {spoken(hold.latestRelease, zone)}. The time is given back to
            you.
          </Trans>
        ) : (
          <Trans>Nobody can use it. The time is given back to you.</Trans>
        )}
      </Text>
      <Release holds={[hold]} />
      <Longer />
    </>
  );
}

function Longer() {
  const { t } = useLingui();
  const [hours, setHours] = useState("72");
  const { run, busy, problem } = useCommand(ExtendFreezeDocument, (data) => data.extendFreeze);
  const lengths = [
    { value: "24", label: t`a day` },
    { value: "72", label: t`three days` },
    { value: "168", label: t`a week` },
  ];
  return (
    <>
      <ProblemNote says={problem?.message} />
      <Group align="end">
        <NativeSelect
          label={t`Keep it frozen, from now on, for`}
          value={hours}
          data={lengths}
          onChange={(event) => setHours(event.currentTarget.value)}
        />
        <Button variant="default" loading={busy} onClick={() => run({ hours: Number(hours) })}>
          <Trans>Freeze it longer</Trans>
        </Button>
      </Group>
    </>
  );
}
