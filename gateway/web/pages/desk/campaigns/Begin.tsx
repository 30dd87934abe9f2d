import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Switch, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useCommand } from "../../shared/asking/command";
import { Section } from "../../shared/parts/Section";
import { StartCampaignDocument, type Topic } from "../graph/graphql";
import { useKept } from "../kept";
import { BothLanguages } from "../parts/BothLanguages";
import { Sure } from "../parts/Sure";
import { TOPIC } from "../templates/words";
import { useChoices } from "../words";
import { Audience, useAudience } from "./Audience";
import { type Announcement, command, NOTHING_WRITTEN } from "./announcement";

/** Written once for everybody, looked at with whom it reaches, and started. */
export function Begin() {
  const [written, keep, forget] = useKept<Announcement>("announcement", NOTHING_WRITTEN);
  const begun = JSON.stringify(written) !== JSON.stringify(NOTHING_WRITTEN);
  const [opened, { open }] = useDisclosure(begun);
  if (!opened)
    return (
      <Button onClick={open} w="fit-content">
        <Trans>Announce something</Trans>
      </Button>
    );
  return (
    <Section title={<Trans>Announce something</Trans>}>
      <Written
        written={written}
        set={(change) => keep((all) => ({ ...all, ...change }))}
        forget={forget}
      />
    </Section>
  );
}

interface Props {
  readonly written: Announcement;
  readonly set: (change: Partial<Announcement>) => void;
  readonly forget: () => void;
}

function Written({ written, set, forget }: Props) {
  const { t } = useLingui();
  return (
    <Stack gap="sm">
      <What written={written} set={set} />
      <Whom written={written} set={set} />
      <Audience written={written} />
      <Group>
        <Start written={written} forget={forget} />
        <Button variant="default" onClick={forget} aria-label={t`Begin again with nothing written`}>
          <Trans>Begin again</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

function What({ written, set }: Omit<Props, "forget">) {
  const { t } = useLingui();
  const topics = useChoices(TOPIC).filter(({ value }) => value !== "CODE");
  return (
    <>
      <Select
        label={t`Topic`}
        description={t`Members may turn reminders and offers off, and nothing else.`}
        data={topics}
        value={written.topic}
        onChange={(topic) => set({ topic: topic as Topic })}
        allowDeselect={false}
        maw={320}
      />
      <BothLanguages label={t`Title`} value={written.title} set={(title) => set({ title })} />
      <BothLanguages
        label={t`What is announced`}
        value={written.what}
        set={(what) => set({ what })}
        rows={3}
      />
      <BothLanguages
        label={t`What members are to do`}
        value={written.next}
        set={(next) => set({ next })}
      />
    </>
  );
}

function Whom({ written, set }: Omit<Props, "forget">) {
  const { t } = useLingui();
  return (
    <>
      <Group align="end">
        <Select
          label={t`Language`}
          placeholder={t`any`}
          data={[
            { value: "ZH", label: "中文" },
            { value: "EN", label: "English" },
          ]}
          value={written.language}
          onChange={(language) => set({ language: language as Announcement["language"] })}
          clearable
        />
        <Select
          label={t`Reached by`}
          placeholder={t`any way`}
          data={[
            { value: "PHONE", label: t`who has a phone` },
            { value: "EMAIL", label: t`who has an e-mail address` },
          ]}
          value={written.has || null}
          onChange={(has) => set({ has: (has ?? "") as Announcement["has"] })}
          clearable
        />
        <Switch
          label={t`Only who agreed to offers`}
          checked={written.marketing}
          onChange={(event) => set({ marketing: event.currentTarget.checked })}
        />
      </Group>
      <Textarea
        label={t`Only these members`}
        description={t`Ids, at most 1,000. Left empty: everybody.`}
        value={written.members}
        onChange={(event) => set({ members: event.currentTarget.value })}
        autosize
        maxRows={6}
      />
    </>
  );
}

function Start({ written, forget }: Omit<Props, "set">) {
  const navigate = useNavigate();
  const start = useCommand(StartCampaignDocument, (data) => data.startCampaign);
  const whole = command(written);
  const audience = useAudience(written);
  const act = async () => {
    const done = whole && (await start.run(whole));
    if (!done?.campaign) return done !== null;
    forget();
    await navigate({ to: "/desk/campaigns/$eventId", params: { eventId: done.campaign.eventId } });
    return true;
  };
  return (
    <Sure
      says={<Trans>Review and start</Trans>}
      does={<Plural value={audience ?? 0} one="Send it to # member" other="Send it to # members" />}
      act={act}
      busy={start.busy}
      problem={start.problem?.message}
      ready={whole !== null && audience !== null && audience > 0}
      disabled={!whole}
    >
      {(["zh", "en"] as const).map((language) => (
        <Stack key={language} gap={2} lang={language === "en" ? "en" : "zh-CN"}>
          <Text fw={600}>{written.title[language]}</Text>
          <Text size="sm">{written.what[language]}</Text>
          <Text size="sm">{written.next[language]}</Text>
        </Stack>
      ))}
    </Sure>
  );
}
