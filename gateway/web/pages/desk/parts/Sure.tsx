import { Button, type ButtonProps, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Dialogue } from "../../shared/parts/Dialogue";
import { ProblemNote } from "../../shared/parts/ProblemNote";

interface Props extends ButtonProps {
  /** What the button says, and the title of the second look. */
  readonly says: ReactNode;
  readonly does: ReactNode;
  /** True once it is done: the second look closes. */
  readonly act: () => Promise<boolean>;
  readonly busy: boolean;
  readonly problem?: string | undefined;
  readonly ready?: boolean;
  readonly children: ReactNode;
}

/** What cannot be taken back is looked at once more before it is done. */
export function Sure({ says, does, act, busy, problem, ready = true, children, ...button }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const press = async () => {
    if (await act()) close();
  };
  return (
    <>
      <Button {...button} onClick={open}>
        {says}
      </Button>
      <Dialogue opened={opened} onClose={close} title={says} size="lg">
        <Stack>
          {children}
          <ProblemNote says={problem} />
          <Button onClick={press} loading={busy} disabled={!ready} data-autofocus>
            {does}
          </Button>
        </Stack>
      </Dialogue>
    </>
  );
}
