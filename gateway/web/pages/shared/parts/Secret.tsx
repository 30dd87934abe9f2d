import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  readonly title: ReactNode;
  /** What it is for, and what is to be done with it. */
  readonly children: ReactNode;
  readonly secrets: readonly string[];
  readonly kept: () => void;
}

/** Something that is shown this once: it stays until somebody says that it is kept. */
export function Secret({ title, children, secrets, kept }: Props) {
  const { t } = useLingui();
  return (
    <Alert title={title} role="status" c="var(--mantine-color-text)">
      <Stack gap="sm">
        <Text size="sm">{children}</Text>
        {secrets.map((secret) => (
          <Group key={secret} wrap="nowrap">
            <Code flex={1} style={{ overflowWrap: "anywhere" }}>
              {secret}
            </Code>
            <CopyButton value={secret}>
              {({ copied, copy }) => (
                <Button size="compact-sm" variant="default" onClick={copy}>
                  {copied ? t`Copied` : t`Copy`}
                </Button>
              )}
            </CopyButton>
          </Group>
        ))}
        <Text size="sm" fw={600}>
          <Trans>
            It is shown only this once, and is gone after a reload. We keep nothing to show it by.
          </Trans>
        </Text>
        <Button size="compact-md" onClick={kept}>
          <Trans>I have saved it</Trans>
        </Button>
      </Stack>
    </Alert>
  );
}
