import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { type AppealCaseFragment, ProveIdentityDocument } from "../graph/graphql";
import { CodeForm } from "../proving/CodeForm";

interface Props {
  readonly appeal: AppealCaseFragment;
  readonly zone: string;
}

/** Who appeals is its member: by the end of the bound phone, or a code there. */
export function Identity({ appeal: { number, identity }, zone }: Props) {
  const { t } = useLingui();
  const [digits, setDigits] = useState("");
  const { run, busy, problem } = useCommand(ProveIdentityDocument, (data) => data.proveIdentity);
  if (identity.at)
    return (
      <Text size="sm" c="dimmed">
        <Trans>You proved on {spoken(identity.at, zone)} that it is you who appeals.</Trans>
      </Text>
    );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await run({ number, digits });
  };
  return (
    <Section title={<Trans>Prove that it is you</Trans>}>
      <Text size="sm">
        <Trans>
          You do not have to, but then nobody needs to ask. It also helps if you ever need your
          account back without your phone or mailbox.
        </Trans>
      </Text>
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput
            flex={1}
            label={t`Last four digits of your phone`}
            description={t`${String(identity.triesLeft)} tries left today`}
            value={digits}
            maxLength={4}
            inputMode="numeric"
            onChange={(event) => setDigits(event.currentTarget.value)}
            required
          />
          <Button type="submit" variant="default" loading={busy}>
            <Trans>Prove it</Trans>
          </Button>
        </Group>
      </form>
      <ProblemNote says={problem?.message} />
      <Stack gap="xs">
        <Text size="sm">
          <Trans>Or by a code:</Trans>
        </Text>
        <CodeForm
          purpose="PROVE_IDENTITY"
          says={<Trans>Prove it</Trans>}
          give={(code) => run({ number, code })}
          busy={busy}
          problem={undefined}
        />
      </Stack>
    </Section>
  );
}
