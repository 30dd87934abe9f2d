import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { useClient } from "urql";
import { isRefused, useUnreachable } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { FindMembersDocument, type MemberLineFragment } from "../graph/graphql";
import { useShortcuts } from "../keys/shortcuts";
import { useChoices } from "../words";
import { HANDLE, type HandleKind, handleOf, looksLike } from "./handles";
import { MemberRows } from "./MemberRows";

interface Answer {
  readonly members: readonly MemberLineFragment[];
  readonly more: boolean;
}

/** What was typed stays out of the address: it is somebody's phone number or name. */
export function Found() {
  const { t } = useLingui();
  const kinds = useChoices(HANDLE);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<HandleKind | null>(null);
  const { find, busy, problem, answer } = useFind();
  const kind = chosen ?? looksLike(text);
  const place = useRef<HTMLInputElement>(null);
  useShortcuts([{ key: "/", says: t`Find a member`, act: () => place.current?.focus() }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find(kind, text);
  };
  return (
    <Stack gap="sm">
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput
            ref={place}
            flex="2 1 16rem"
            label={t`Phone, e-mail, name, order, appeal or id`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoFocus
            autoComplete="off"
            required
          />
          <Select
            flex="1 1 10rem"
            label={t`It is`}
            data={kinds}
            value={kind}
            onChange={(value) => setChosen(value as HandleKind | null)}
            allowDeselect={false}
          />
          <Button type="submit" loading={busy}>
            <Trans>Find</Trans>
          </Button>
        </Group>
      </form>
      <ProblemNote says={problem} />
      {answer && <Answered answer={answer} />}
    </Stack>
  );
}

function Answered({ answer: { members, more } }: { readonly answer: Answer }) {
  const { t } = useLingui();
  if (members.length === 0)
    return (
      <Text role="status">
        <Trans>No match. A name has to be complete; or search by something else.</Trans>
      </Text>
    );
  return (
    <>
      <MemberRows label={t`Members found`} rows={members} total={members.length} />
      {more && (
        <Text size="sm">
          <Trans>There are more of that name: ask for something that only one has.</Trans>
        </Text>
      )}
    </>
  );
}

function useFind() {
  const client = useClient();
  const unreachable = useUnreachable();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const find = async (kind: HandleKind, text: string) => {
    setBusy(true);
    const by = handleOf(kind, text);
    const { data, error } = await client
      .query(FindMembersDocument, { by }, { requestPolicy: "network-only" })
      .toPromise();
    setBusy(false);
    const found = data?.findMembers;
    const refused = found ? isRefused(found) && found.message : unreachable(error).message;
    setProblem(refused || null);
    setAnswer(found && "members" in found ? found : null);
  };
  return { find, busy, problem, answer };
}
