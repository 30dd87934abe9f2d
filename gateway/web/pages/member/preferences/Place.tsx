import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { type Language, SetContactsDocument, type ToldFragment } from "../graph/graphql";

const ZONES = Intl.supportedValuesOf("timeZone");

/** In which language messages come, and by which clock. */
export function Place({ profile }: { readonly profile: ToldFragment }) {
  const { t } = useLingui();
  const { run, busy, problem } = useCommand(SetContactsDocument, (data) => data.setContacts);
  const zones = ZONES.includes(profile.timeZone) ? ZONES : [profile.timeZone, ...ZONES];
  return (
    <Section title={<Trans>Language and time zone</Trans>}>
      <NativeSelect
        label={t`Messages come in`}
        value={profile.language}
        disabled={busy}
        data={[
          { value: "ZH", label: "中文" },
          { value: "EN", label: "English" },
        ]}
        onChange={(event) => run({ language: event.currentTarget.value as Language })}
      />
      <NativeSelect
        label={t`Time zone`}
        description={t`Quiet hours, and every time that we name, go by it.`}
        value={profile.timeZone}
        disabled={busy}
        data={zones}
        onChange={(event) => run({ timeZone: event.currentTarget.value })}
      />
      <ProblemNote says={problem?.message} />
    </Section>
  );
}
