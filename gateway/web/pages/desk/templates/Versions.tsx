import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Stack, Text } from "@mantine/core";
import { useCommand } from "../../shared/asking/command";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { PublishTemplateDocument, type TemplateToldFragment } from "../graph/graphql";
import { Listing } from "../parts/Listing";
import { Sure } from "../parts/Sure";
import { useSay } from "../words";
import { PHRASE, PHRASES } from "./words";

type Version = TemplateToldFragment["versions"][number];

interface Props {
  readonly template: TemplateToldFragment;
}

/** What was published, the newest first; each can be used again. */
export function Versions({ template }: Props) {
  const { t } = useLingui();
  return (
    <Section title={<Trans>Versions</Trans>}>
      <Listing
        label={t`Versions`}
        rows={[...template.versions].sort((a, b) => b.version - a.version)}
        keyOf={({ version }) => String(version)}
        columns={[
          { key: "version", says: <Trans>Version</Trans>, cell: ({ version }) => version },
          { key: "by", says: <Trans>Published</Trans>, cell: (one) => <By version={one} /> },
          {
            key: "use",
            says: <Trans>In use</Trans>,
            cell: (one) =>
              one.version === template.inUse ? (
                <Badge variant="light" tt="none">
                  <Trans>in use</Trans>
                </Badge>
              ) : (
                <UseAgain template={template} version={one} />
              ),
          },
        ]}
      />
    </Section>
  );
}

function By({ version: { publishedAt, publishedBy } }: { readonly version: Version }) {
  if (!publishedAt) return <Trans>as shipped</Trans>;
  return (
    <>
      {spoken(publishedAt)}, {publishedBy?.name || publishedBy?.id}
    </>
  );
}

function UseAgain({ template, version }: Props & { readonly version: Version }) {
  const say = useSay();
  const { eventType, language } = template;
  const publish = useCommand(PublishTemplateDocument, (data) => data.publishTemplate);
  const act = async () => {
    const given = { eventType, language, version: version.version, draft: null };
    return (await publish.run(given)) !== null;
  };
  return (
    <Sure
      says={<Trans>Use version {version.version} again…</Trans>}
      does={<Trans>Use it from now on</Trans>}
      act={act}
      busy={publish.busy}
      problem={publish.problem?.message}
      size="compact-sm"
      variant="default"
    >
      <Stack gap="xs">
        {PHRASES.filter((phrase) => version.phrases[phrase]).map((phrase) => (
          <div key={phrase}>
            <Text size="xs" c="dimmed">
              {say(PHRASE[phrase])}
            </Text>
            <Text size="sm" ff="monospace">
              {version.phrases[phrase]}
            </Text>
          </div>
        ))}
      </Stack>
    </Sure>
  );
}
