import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Text, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import {
  ChangeStaffKindDocument,
  type ColleagueFragment,
  type Language,
  OffboardStaffDocument,
  RenewInvitationDocument,
  ResetStaffSignInDocument,
  type StaffKind,
} from "../graph/graphql";
import { Sure } from "../parts/Sure";
import { useChoices } from "../words";
import { Languages } from "./Invite";
import { KIND } from "./words";

interface Props {
  readonly colleague: ColleagueFragment;
  readonly changed: () => void;
}

/** What an administrator changes of one colleague. */
export function Colleague({ colleague, changed }: Props) {
  return (
    <Group gap="xs">
      {colleague.state === "INVITED" && <AnotherCode colleague={colleague} changed={changed} />}
      {colleague.state !== "INVITED" && <ChangeKind colleague={colleague} changed={changed} />}
      {colleague.state !== "INVITED" && <Reset colleague={colleague} changed={changed} />}
      <Offboard colleague={colleague} changed={changed} />
    </Group>
  );
}

function AnotherCode({ colleague: { id }, changed }: Props) {
  const { run, busy, problem } = useCommand(
    RenewInvitationDocument,
    (data) => data.renewInvitation,
  );
  const press = async () => {
    if (await run({ staffId: id })) changed();
  };
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={press} loading={busy}>
        <Trans>Mail another code</Trans>
      </Button>
      <ProblemNote says={problem?.message} />
    </>
  );
}

interface WithReason {
  readonly says: ReactNode;
  readonly does: ReactNode;
  readonly act: (reason: string) => Promise<boolean>;
  readonly busy: boolean;
  readonly problem: string | undefined;
  readonly ready?: boolean;
  readonly children: ReactNode;
}

/** Kept in the history of the colleague. */
function Reasoned({ says, does, act, busy, problem, ready = true, children }: WithReason) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  return (
    <Sure
      says={says}
      does={does}
      act={() => act(reason)}
      busy={busy}
      problem={problem}
      ready={ready && reason.trim() !== ""}
      size="compact-sm"
      variant="default"
    >
      {children}
      <Textarea
        label={t`Reason`}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        autosize
        minRows={2}
      />
    </Sure>
  );
}

function ChangeKind({ colleague, changed }: Props) {
  const { t } = useLingui();
  const kinds = useChoices(KIND);
  const [kind, setKind] = useState<StaffKind>(colleague.kind);
  const { run, busy, problem } = useCommand(
    ChangeStaffKindDocument,
    (data) => data.changeStaffKind,
  );
  const act = async (reason: string) => {
    const done = await run({ staffId: colleague.id, kind, reason });
    if (done) changed();
    return done !== null;
  };
  return (
    <Reasoned
      says={<Trans>Another kind…</Trans>}
      does={<Trans>Change it; they sign in anew</Trans>}
      act={act}
      busy={busy}
      problem={problem?.message}
      ready={kind !== colleague.kind}
    >
      <Select
        label={t`Kind`}
        data={kinds}
        value={kind}
        onChange={(value) => setKind(value as StaffKind)}
        allowDeselect={false}
      />
    </Reasoned>
  );
}

function Reset({ colleague, changed }: Props) {
  const { t } = useLingui();
  const [email, setEmail] = useState("");
  const [language, setLanguage] = useState<Language>("ZH");
  const { run, busy, problem } = useCommand(
    ResetStaffSignInDocument,
    (data) => data.resetStaffSignIn,
  );
  const act = async (reason: string) => {
    const done = await run({ staffId: colleague.id, email, language, reason });
    if (done) changed();
    return done !== null;
  };
  return (
    <Reasoned
      says={<Trans>Reset the sign-in…</Trans>}
      does={<Trans>Reset it, and mail a code</Trans>}
      act={act}
      busy={busy}
      problem={problem?.message}
      ready={email.trim() !== ""}
    >
      <Text size="sm">
        <Trans>
          For who lost the phone or the password: sessions end, password and app are gone, and with
          the code of the mail they set both up again. Rights and cases stay.
        </Trans>
      </Text>
      <TextInput
        label={t`The address by which they sign in`}
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Languages language={language} set={setLanguage} />
    </Reasoned>
  );
}

function Offboard({ colleague, changed }: Props) {
  const { run, busy, problem } = useCommand(OffboardStaffDocument, (data) => data.offboardStaff);
  const act = async (reason: string) => {
    const done = await run({ staffId: colleague.id, reason });
    if (done) changed();
    return done !== null;
  };
  return (
    <Reasoned
      says={<Trans>No longer works here…</Trans>}
      does={<Trans>Let them go</Trans>}
      act={act}
      busy={busy}
      problem={problem?.message}
    >
      <Text size="sm">
        <Trans>
          Their sessions end within seconds. Appeals go back into their queues and tasks are open
          again; what was promised to members stays promised.
        </Trans>
      </Text>
    </Reasoned>
  );
}
