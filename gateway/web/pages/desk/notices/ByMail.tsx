import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import {
  ContactDocument,
  type ContactQuery,
  type Language,
  SetStaffContactDocument,
} from "../graph/graphql";
import { useKept } from "../kept";
import { useMay } from "../may";
import { Languages } from "../people/Invite";

interface Written {
  readonly email: string;
  readonly language: Language;
  readonly desk: boolean;
}

/** The same by mail, to whoever says where. */
export function ByMail() {
  const query = useQuery({ query: ContactDocument });
  const may = useMay();
  if (!may("setStaffContact")) return null;
  return (
    <Section title={<Trans>By mail, too</Trans>}>
      <Text size="sm" c="dimmed">
        <Trans>
          A mail names the number of the appeal and no person, and is not sent once the appeal has
          moved on.
        </Trans>
      </Text>
      <Asked query={query}>{({ staffContact }) => <Contact contact={staffContact} />}</Asked>
    </Section>
  );
}

function Contact({ contact }: { readonly contact: ContactQuery["staffContact"] }) {
  const { t } = useLingui();
  const [kept, keep, forget] = useKept<Written | null>("contact", null);
  const language: Language = contact.language.startsWith("en") ? "EN" : "ZH";
  const written = kept ?? { email: contact.email, language, desk: contact.desk };
  const set = (change: Partial<Written>) => keep({ ...written, ...change });
  const save = useCommand(SetStaffContactDocument, (data) => data.setStaffContact);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await save.run(written)) forget();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group align="end">
          <TextInput
            label={t`E-mail address`}
            description={t`Left empty: no mails.`}
            type="email"
            value={written.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <Languages language={written.language} set={(language) => set({ language })} />
        </Group>
        <Switch
          label={t`Also of appeals that nobody has`}
          checked={written.desk}
          onChange={(event) => set({ desk: event.currentTarget.checked })}
        />
        <ProblemNote says={save.problem?.message} />
        <Button type="submit" loading={save.busy} disabled={!kept} w="fit-content">
          <Trans>Save</Trans>
        </Button>
      </Stack>
    </form>
  );
}
