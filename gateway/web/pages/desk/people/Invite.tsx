import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { InviteStaffDocument, type Language, type StaffKind } from "../graph/graphql";
import { useKept } from "../kept";
import { useChoices } from "../words";
import { KIND } from "./words";

interface Invited {
  readonly name: string;
  readonly email: string;
  readonly kind: StaffKind;
  readonly language: Language;
}

const NOBODY: Invited = { name: "", email: "", kind: "REVIEWER", language: "ZH" };

/** A mail with a code that is good once, for 72 hours. */
export function Invite({ invited }: { readonly invited: () => void }) {
  const { t } = useLingui();
  const kinds = useChoices(KIND);
  const [who, keep, forget] = useKept<Invited>("invited", NOBODY);
  const set = (change: Partial<Invited>) => keep((all) => ({ ...all, ...change }));
  const invite = useCommand(InviteStaffDocument, (data) => data.inviteStaff);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await invite.run(who))) return;
    forget();
    invited();
  };
  return (
    <Section title={<Trans>Invite somebody</Trans>}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group grow align="end">
            <TextInput
              label={t`Name`}
              value={who.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <TextInput
              label={t`E-mail address`}
              type="email"
              value={who.email}
              onChange={(event) => set({ email: event.currentTarget.value })}
            />
            <Select
              label={t`Kind`}
              data={kinds}
              value={who.kind}
              onChange={(kind) => set({ kind: kind as StaffKind })}
              allowDeselect={false}
            />
            <Languages language={who.language} set={(language) => set({ language })} />
          </Group>
          <ProblemNote says={invite.problem?.message} />
          <Button
            type="submit"
            loading={invite.busy}
            disabled={!who.name.trim() || !who.email.trim()}
            w="fit-content"
          >
            <Trans>Mail the invitation</Trans>
          </Button>
        </Stack>
      </form>
    </Section>
  );
}

interface LanguagesProps {
  readonly language: Language;
  readonly set: (language: Language) => void;
}

/** Of the mail. */
export function Languages({ language, set }: LanguagesProps) {
  const { t } = useLingui();
  return (
    <Select
      label={t`Language`}
      data={[
        { value: "ZH", label: "中文" },
        { value: "EN", label: "English" },
      ]}
      value={language}
      onChange={(value) => set(value as Language)}
      allowDeselect={false}
    />
  );
}
