import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { CreatePartnerDocument } from "../graph/graphql";
import { useKept } from "../kept";

const EMPTY = { partnerId: "", name: "", contactEmail: "" };

export function CreatePartner({ made }: { readonly made: () => void }) {
  const { t } = useLingui();
  const [draft, setDraft, forget] = useKept("partner", EMPTY);
  const { run, busy, problem } = useCommand(CreatePartnerDocument, (data) => data.createPartner);
  const field = (name: keyof typeof EMPTY) => ({
    value: draft[name],
    error: problem?.field === name ? problem.message : undefined,
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
    required: true,
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run(draft))) return;
    forget();
    made();
  };
  return (
    <Section title={<Trans>Another partner</Trans>}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t`Id`}
            description={t`2 to 40 small letters, digits or dashes; it stays. @host: the shop itself.`}
            {...field("partnerId")}
          />
          <TextInput label={t`Name, as members read it`} {...field("name")} />
          <TextInput label={t`Who is written to`} type="email" {...field("contactEmail")} />
          <ProblemNote says={problem?.message} />
          <Button type="submit" loading={busy}>
            <Trans>Let it in</Trans>
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
