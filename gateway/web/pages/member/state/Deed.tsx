import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { RenewDocument, ResumeDocument, type StandingFragment } from "../graph/graphql";
import { NotMe } from "../protection/NotMe";
import { JoinAgain } from "./Enrol";
import { Release } from "./Release";
import { released } from "./released";
import type { Explained } from "./stands";
import { Verify } from "./Verify";

interface Props {
  readonly step: Explained["nextSteps"][number];
  readonly membership: StandingFragment;
  readonly first: boolean;
}

/** The button that does what a step says; what is done in the shop has none. */
export function Deed({ step, membership, first }: Props) {
  if (step.action === "RENEW") return <Renew step={step} first={first} />;
  if (step.action === "RESUME") return <Resume first={first} />;
  if (step.action === "RELEASE_HOLD") return <Release holds={released(step, membership)} />;
  if (step.action === "ENROL") return <JoinAgain held={membership.plan.code} />;
  if (step.action === "VERIFY") return <Verify />;
  if (step.action === "UPGRADE") return <Lead to="/plans" says={<Trans>See the plans</Trans>} />;
  if (step.action === "SET_CONTACTS")
    return <Lead to="/preferences" says={<Trans>To my contacts</Trans>} />;
  if (step.action === "APPEAL") return <Lead to="/appeals" says={<Trans>Appeal</Trans>} />;
  if (step.action === "ASK_A_PERSON")
    return <Lead to="/appeals" says={<Trans>Ask a person</Trans>} />;
  if (step.action === "NOT_ME") return <SomebodyElse membership={membership} />;
  return null;
}

/** By the sign-in that is to blame, or by what was done, where one of them is known. */
function SomebodyElse({ membership: { explanation } }: Pick<Props, "membership">) {
  const evidence = explanation?.evidence ?? [];
  const login = evidence.findLast((one) => one.kind === "LOGIN");
  if (explanation?.cause === "NEW_DEVICE" && login) return <NotMe what="LOGIN" id={login.id} />;
  const event = evidence.find((one) => one.kind === "EVENT" && one.at === explanation?.lostAt);
  if (event) return <NotMe what="EVENT" id={event.id} />;
  return <Lead to="/history" says={<Trans>Say which step it was</Trans>} />;
}

/** To the page where it is done. */
function Lead({
  to,
  says,
}: {
  readonly to: "/appeals" | "/history" | "/plans" | "/preferences";
  readonly says: ReactNode;
}) {
  return (
    <Button component={Link} to={to} variant="default">
      {says}
    </Button>
  );
}

/** At the price that was read, and no other. */
function Renew({ step, first }: Pick<Props, "step" | "first">) {
  const { run, busy, problem } = useCommand(RenewDocument, (data) => data.renew);
  const price = step.amount?.formatted;
  const press = () => run(step.amount ? { expectedPrice: step.amount.amount } : {});
  return (
    <Doing busy={busy} problem={problem?.message} press={press} first={first}>
      {price ? <Trans>Renew for {price}</Trans> : <Trans>Renew</Trans>}
    </Doing>
  );
}

function Resume({ first }: Pick<Props, "first">) {
  const { run, busy, problem } = useCommand(ResumeDocument, (data) => data.resumeMembership);
  return (
    <Doing busy={busy} problem={problem?.message} press={() => run({})} first={first}>
      <Trans>Go on with it</Trans>
    </Doing>
  );
}

interface DoingProps {
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly press: () => void;
  readonly first: boolean;
  readonly children: ReactNode;
}

function Doing({ busy, problem, press, first, children }: DoingProps) {
  return (
    <>
      <ProblemNote says={problem} />
      <Button loading={busy} onClick={press} variant={first ? "filled" : "default"}>
        {children}
      </Button>
    </>
  );
}
