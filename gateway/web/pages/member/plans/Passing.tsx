import { Trans } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Refusal } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { spoken } from "../../shared/words/times";

interface Plain {
  readonly run: (input: object) => Promise<unknown>;
  readonly busy: boolean;
  readonly problem: Refusal | null;
}

interface Props {
  readonly one: {
    readonly giving: boolean;
    readonly memberId: string;
    readonly acceptUntil: string;
    readonly effectiveAt: string | null;
  };
  readonly what: ReactNode;
  readonly zone: string;
  readonly accept: Plain;
  readonly end: Plain;
  readonly again: () => void;
}

/** Something on its way between two members, as this one of them sees it. */
export function Passing({ one, what, zone, accept, end, again }: Props) {
  const after = (command: Plain) => async () => {
    if (await command.run({})) again();
  };
  return (
    <>
      <Text>
        <Stage one={one} what={what} zone={zone} />
      </Text>
      <ProblemNote says={(accept.problem ?? end.problem)?.message} />
      <Group>
        {!one.giving && !one.effectiveAt && (
          <Button loading={accept.busy} onClick={after(accept)}>
            <Trans>Accept it</Trans>
          </Button>
        )}
        <Button variant="default" loading={end.busy} onClick={after(end)}>
          {one.giving || one.effectiveAt ? <Trans>Stop it</Trans> : <Trans>Refuse it</Trans>}
        </Button>
      </Group>
    </>
  );
}

function Stage({ one, what, zone }: Pick<Props, "one" | "what" | "zone">) {
  const other = one.memberId;
  if (one.effectiveAt) {
    const at = spoken(one.effectiveAt, zone);
    if (one.giving)
      return (
        <Trans>
          {other} accepted {what}. It is theirs on {at}; until then you can stop it.
        </Trans>
      );
    return (
      <Trans>
        You accepted {what} from {other}. It is yours on {at}; until then both of you can stop it.
      </Trans>
    );
  }
  const until = spoken(one.acceptUntil, zone);
  if (one.giving)
    return (
      <Trans>
        You offered {other} {what}. They can accept it until {until}.
      </Trans>
    );
  return (
    <Trans>
      {other} offers you {what}. You can accept it until {until}.
    </Trans>
  );
}
