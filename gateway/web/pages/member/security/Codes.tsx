import { Trans, useLingui } from "@lingui/react/macro";
import {
  Anchor,
  Button,
  Code,
  CopyButton,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Text,
} from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { MakeRecoveryCodesDocument } from "../graph/graphql";
import { Proven } from "../proving/Proven";

interface Props {
  /** There are some already, which others make void. */
  readonly made: boolean;
  readonly again: () => void;
}

/** Ten codes for the day on which nothing else is at hand; they are shown this once. */
export function Codes({ made, again }: Props) {
  const [codes, setCodes] = useState<readonly string[]>([]);
  const { run, busy, problem } = useCommand(
    MakeRecoveryCodesDocument,
    (data) => data.makeRecoveryCodes,
  );
  const make = async () => setCodes((await run({}))?.codes ?? []);
  const kept = () => {
    setCodes([]);
    again();
  };
  if (codes.length > 0) return <Shown codes={codes} kept={kept} />;
  return (
    <Stack gap="xs">
      <Proven problem={problem} again={make} />
      <Button variant="default" loading={busy} onClick={make}>
        {made ? <Trans>Make new recovery codes</Trans> : <Trans>Make recovery codes</Trans>}
      </Button>
      {made && (
        <Text size="xs" c="dimmed">
          <Trans>The ones that you have stop working then.</Trans>
        </Text>
      )}
    </Stack>
  );
}

function Shown({ codes, kept }: { readonly codes: readonly string[]; readonly kept: () => void }) {
  const { t } = useLingui();
  const text = codes.join("\n");
  return (
    <Paper withBorder p="sm" role="group" aria-label={t`Recovery codes`}>
      <Stack gap="xs">
        <Text fw={600}>
          <Trans>They are shown this once. Keep them where nobody else looks.</Trans>
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          {codes.map((code) => (
            <Code key={code}>{code}</Code>
          ))}
        </SimpleGrid>
        <Group>
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
              </Button>
            )}
          </CopyButton>
          <Anchor
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
            download={t`recovery codes.txt`}
          >
            <Trans>Save as a file</Trans>
          </Anchor>
          <Button onClick={kept}>
            <Trans>I have saved them</Trans>
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
