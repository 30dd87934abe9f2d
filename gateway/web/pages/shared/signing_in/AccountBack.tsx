import { Trans, useLingui } from "@lingui/react/macro";
import { Button, List, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useCommand } from "../asking/command";
import { AskAccountBackDocument, ConfirmAccountBackDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { CodeInput } from "../parts/CodeInput";
import { ProblemNote } from "../parts/ProblemNote";
import { language } from "../words/language";
import { BackToSignIn, Doorway, Lead } from "./Doorway";
import type { Step } from "./steps";

type Asking = { readonly at: "begin" | "asked" } | { readonly at: "prove"; readonly step: Step };

const BEGIN: Asking = { at: "begin" };

/** For who lost every contact: a new one, and words for a person to decide by. */
export function AccountBack() {
  const [asking, setAsking] = useKept<Asking>("account-back", BEGIN);
  return (
    <Doorway title={<Trans>Have your account back</Trans>}>
      {asking.at === "begin" && <Begin begun={(step) => setAsking({ at: "prove", step })} />}
      {asking.at === "prove" && (
        <Prove
          step={asking.step}
          asked={() => setAsking({ at: "asked" })}
          again={() => setAsking(BEGIN)}
        />
      )}
      {asking.at === "asked" && <WhatFollows />}
      <BackToSignIn />
      <Lead to="/account-back/stop">
        <Trans>Somebody else asks for my account: stop it</Trans>
      </Lead>
    </Doorway>
  );
}

function Begin({ begun }: { readonly begun: (step: Step) => void }) {
  const { t } = useLingui();
  const [handle, setHandle] = useState("");
  const [newContact, setNewContact] = useState("");
  const { run, busy, problem } = useCommand(AskAccountBackDocument, (data) => data.askAccountBack);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const spoken = language === "zh" ? "ZH" : "EN";
    const answer = await run({ handle, newContact, language: spoken });
    if (answer) begun(answer);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          <Trans>
            Nobody gets in at once this way, as a thief could try it too: a person decides, and then
            whoever still has the old phone or mailbox has three days to stop it.
          </Trans>
        </Text>
        <TextInput
          label={t`Phone number or e-mail address of the account`}
          value={handle}
          onChange={(event) => setHandle(event.currentTarget.value)}
          required
        />
        <TextInput
          label={t`Where you can be reached now`}
          description={t`A phone number or an e-mail address of yours that has no account.`}
          value={newContact}
          onChange={(event) => setNewContact(event.currentTarget.value)}
          autoComplete="email"
          required
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Send me a code</Trans>
        </Button>
      </Stack>
    </form>
  );
}

interface ProveProps {
  readonly step: Step;
  readonly asked: () => void;
  readonly again: () => void;
}

function Prove({ step, asked, again }: ProveProps) {
  const { t } = useLingui();
  const [code, setCode] = useState("");
  const [words, setWords, forget] = useKept("account-back.words", "");
  const { run, busy, problem } = useCommand(
    ConfirmAccountBackDocument,
    (data) => data.confirmAccountBack,
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run({ attemptId: step.attemptId, code: code.trim(), words }))) return;
    forget();
    asked();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>
          <Trans>A code is on its way to {step.sentTo}. It is good for ten minutes.</Trans>
        </Text>
        <CodeInput label={t`Code that we sent you`} value={code} changed={setCode} />
        <Textarea
          label={t`What shows that the account is yours`}
          description={t`For example how you paid last, what you bought, since when you are a member.`}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          maxLength={2000}
          dir="auto"
          autosize
          minRows={4}
          required
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" loading={busy} fullWidth>
          <Trans>Ask for it</Trans>
        </Button>
        <Button variant="subtle" onClick={again}>
          <Trans>Begin again</Trans>
        </Button>
      </Stack>
    </form>
  );
}

function WhatFollows() {
  return (
    <Stack role="status">
      <Text fw={600}>
        <Trans>We have it. What follows:</Trans>
      </Text>
      <List type="ordered" size="sm" spacing="xs">
        <List.Item>
          <Trans>A person reads what you wrote and decides.</Trans>
        </List.Item>
        <List.Item>
          <Trans>
            If it is accepted, all phones and mailboxes of the account are told, and have three days
            to stop it.
          </Trans>
        </List.Item>
        <List.Item>
          <Trans>
            If nobody does, you are told at your new contact. Sign in by it with a code, and choose
            a password anew.
          </Trans>
        </List.Item>
      </List>
    </Stack>
  );
}
