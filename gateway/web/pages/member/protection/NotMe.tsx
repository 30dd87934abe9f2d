import { Trans } from "@lingui/react/macro";
import { Button, Group, List, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { type Disowned, ThatWasNotMeDocument } from "../graph/graphql";

interface Props {
  readonly what: Disowned;
  /** Of the event, sign-in or order; none of a changed contact. */
  readonly id: string;
  /** Of a changed contact: when its owner was told. */
  readonly at?: string;
}

/** Somebody else did it: said once more, then everything is protected in one step. */
export function NotMe(props: Props) {
  const [open, { open: ask, close }] = useDisclosure(false);
  return (
    <>
      <Button size="compact-sm" variant="default" w="fit-content" onClick={ask}>
        <Trans>That was not me</Trans>
      </Button>
      <Modal.Root opened={open} onClose={close}>
        <Modal.Overlay />
        <Modal.Content>
          <Modal.Body>
            <Modal.Title mb="sm">
              <Trans>Did somebody else do this?</Trans>
            </Modal.Title>
            <Consequences {...props} close={close} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

function Consequences({ what, id, at, close }: Props & { readonly close: () => void }) {
  const navigate = useNavigate();
  const { run, busy, problem } = useCommand(ThatWasNotMeDocument, (data) => data.thatWasNotMe);
  const protect = async () => {
    if (!(await run({ what, id, ...(at ? { at } : {}) }))) return;
    close();
    await navigate({ to: "/security" });
  };
  return (
    <>
      <Text size="sm">
        <Trans>Then this happens at once:</Trans>
      </Text>
      <List size="sm" my="sm">
        <List.Item>
          <Trans>Your membership is frozen, so that nobody uses it. The time is given back.</Trans>
        </List.Item>
        <List.Item>
          <Trans>Everybody else is signed out, and your old password no longer works.</Trans>
        </List.Item>
        <List.Item>
          <Trans>What others changed is taken back once you end the freeze with a code.</Trans>
        </List.Item>
      </List>
      <ProblemNote says={problem?.message} />
      <Group mt="sm">
        <Button color="red.9" loading={busy} onClick={protect}>
          <Trans>Yes, protect my account</Trans>
        </Button>
        <Button variant="default" onClick={close}>
          <Trans>No, it was me</Trans>
        </Button>
      </Group>
    </>
  );
}
