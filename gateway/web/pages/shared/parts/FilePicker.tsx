import { Trans } from "@lingui/react/macro";
import { Button, FileButton, Group, Paper, Text } from "@mantine/core";
import { type DragEvent, useState } from "react";

const TYPES = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/plain";

interface Props {
  readonly picked: (files: File[]) => void;
  readonly busy: boolean;
}

/** Pictures and papers: chosen, drawn here, or taken by the camera of a phone. */
export function FilePicker({ picked, busy }: Props) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) picked(files);
  };
  const hover = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <Paper
      withBorder
      p="sm"
      bg={over ? "var(--mantine-primary-color-light)" : "transparent"}
      style={{ borderStyle: "dashed" }}
      onDragOver={hover}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Group>
        <FileButton multiple accept={TYPES} onChange={picked}>
          {(props) => (
            <Button {...props} variant="default" loading={busy}>
              <Trans>Add pictures or papers</Trans>
            </Button>
          )}
        </FileButton>
        <FileButton
          accept="image/*"
          capture="environment"
          onChange={(file) => file && picked([file])}
        >
          {(props) => (
            <Button {...props} variant="default" loading={busy} hiddenFrom="sm">
              <Trans>Take a picture</Trans>
            </Button>
          )}
        </FileButton>
      </Group>
      <Text size="xs" c="dimmed" mt="xs">
        <Trans>Or drag them here. Pictures, PDF or text; ten files of 10 MiB at a time.</Trans>
      </Text>
    </Paper>
  );
}
