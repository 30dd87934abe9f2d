import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Badge, Group, Paper, SegmentedControl, Select, Stack, Tabs, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import {
  RenderTemplateDocument,
  type RenderTemplateQuery,
  type TemplateToldFragment,
} from "../graph/graphql";
import { MailFrame } from "./MailFrame";

type Shown = Extract<RenderTemplateQuery["renderTemplate"], { __typename: "TemplatePreview" }>;

/** As a member would get it, made with one of the event's samples. */
export function Previews({ template }: { readonly template: TemplateToldFragment }) {
  const { t } = useLingui();
  const { eventType, language, draft, samples, inUse } = template;
  const [used, setUsed] = useState(false);
  const [sample, setSample] = useState(0);
  const shown = draft !== null && draft !== undefined && !used;
  const query = useQuery({
    query: RenderTemplateDocument,
    variables: { eventType, language, draft: shown, version: null, sample },
    context: useRenewedBy(`${draft?.number} ${inUse}`),
  });
  return (
    <Section title={<Trans>As a member gets it</Trans>}>
      <Group align="end">
        {draft && (
          <SegmentedControl
            aria-label={t`What is shown`}
            value={shown ? "draft" : "used"}
            onChange={(value) => setUsed(value === "used")}
            data={[
              { value: "draft", label: t`Draft` },
              { value: "used", label: t`In use` },
            ]}
          />
        )}
        <Select
          label={t`Sample`}
          data={samples.map((says, at) => ({ value: String(at), label: says || t`usual` }))}
          value={String(sample)}
          onChange={(value) => setSample(Number(value ?? 0))}
          allowDeselect={false}
        />
      </Group>
      <Asked query={query}>
        {({ renderTemplate: found }) =>
          "message" in found ? (
            <ProblemNote says={found.message} />
          ) : (
            <Messages shown={found} language={language === "EN" ? "en" : "zh-CN"} />
          )
        }
      </Asked>
    </Section>
  );
}

/** Another context asks anew: the draft, or what is in use, is another one. */
function useRenewedBy(mark: string) {
  const [context, setContext] = useState({ mark, requestPolicy: "network-only" as const });
  if (context.mark !== mark) setContext({ mark, requestPolicy: "network-only" });
  return context;
}

function Messages({ shown, language }: { readonly shown: Shown; readonly language: string }) {
  const { sms, mail, inbox } = shown;
  return (
    <Stack aria-live="polite" lang={language}>
      <Paper bg="var(--mantine-color-default-hover)" p="sm" radius="lg" maw={340}>
        <Text size="sm">{sms.text}</Text>
      </Paper>
      <Group gap="xs">
        <Badge color={sms.segments > 2 ? "red" : "gray"} variant="light" tt="none" c="inherit">
          <Plural value={sms.segments} one="# segment" other="# segments" />
        </Badge>
        <Text size="sm" c="dimmed">
          <Trans>
            {sms.encoding}, {sms.characters} characters
          </Trans>
        </Text>
      </Group>
      <Tabs defaultValue="mail" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="mail">
            <Trans>Mail</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="plain">
            <Trans>Mail as text</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="inbox">
            <Trans>Inbox</Trans>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="mail" pt="sm">
          <Text fw={600}>{mail.subject}</Text>
          <MailFrame html={mail.html} subject={mail.subject} />
        </Tabs.Panel>
        <Tabs.Panel value="plain" pt="sm">
          <Text fw={600}>{mail.subject}</Text>
          <Text size="sm" component="pre" style={{ whiteSpace: "pre-wrap" }}>
            {mail.text}
          </Text>
        </Tabs.Panel>
        <Tabs.Panel value="inbox" pt="sm">
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {inbox}
          </Text>
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
