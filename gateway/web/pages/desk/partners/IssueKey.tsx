import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Collapse, Group, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Secret } from "../../shared/parts/Secret";
import { IssueKeyDocument, type KeyScope } from "../graph/graphql";
import { useChoices } from "../words";
import { Opens } from "./Opens";
import { SCOPES, SCOPES_OF_THE_SHOP } from "./words";

const THE_SHOP = "@host";

/** A new key, which is shown this once. */
export function IssueKey({ partnerId }: { readonly partnerId: string }) {
  const [secrets, setSecrets] = useState<string[]>([]);
  const [open, { toggle, close }] = useDisclosure(false);
  const made = (keys: string[]) => {
    setSecrets(keys);
    close();
  };
  if (secrets.length)
    return (
      <Secret title={<Trans>The key</Trans>} secrets={secrets} kept={() => setSecrets([])}>
        <Trans>
          Hand it to the people at the other end by a way that nobody else reads. What signs reports
          of the shop stands below it.
        </Trans>
      </Secret>
    );
  return (
    <>
      <Opens open={open} toggle={toggle}>
        <Trans>Issue a key…</Trans>
      </Opens>
      <Collapse expanded={open}>{open && <KeyForm partnerId={partnerId} made={made} />}</Collapse>
    </>
  );
}

interface FormProps {
  readonly partnerId: string;
  readonly made: (secrets: string[]) => void;
}

function KeyForm({ partnerId, made }: FormProps) {
  const { t } = useLingui();
  const words = useChoices<KeyScope>(
    (partnerId === THE_SHOP ? SCOPES_OF_THE_SHOP : SCOPES) as typeof SCOPES_OF_THE_SHOP,
  );
  const [label, setLabel] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const { run, busy, problem } = useCommand(IssueKeyDocument, (data) => data.issueKey);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await run({ partnerId, label, scopes: scopes as KeyScope[] });
    if (answer?.__typename === "PartnerSuccess")
      made([answer.key, answer.reportSecret].filter((one) => typeof one === "string"));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t`What the key is for`}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Checkbox.Group label={t`What it may do`} value={scopes} onChange={setScopes}>
          <Group mt="xs">
            {words.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Group>
        </Checkbox.Group>
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} disabled={scopes.length === 0}>
          <Trans>Issue the key</Trans>
        </Button>
      </Stack>
    </form>
  );
}
