import { Trans, useLingui } from "@lingui/react/macro";
import {
  Badge,
  Button,
  Group,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useCommand } from "../../shared/asking/command";
import { useKept } from "../../shared/kept";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  AskRectificationDocument,
  type MyDataQuery,
  type RectificationState,
  type RectifiedSubject,
  WithdrawRectificationDocument,
} from "../graph/graphql";

type Asked = NonNullable<MyDataQuery["me"]>["rectifications"][number];

interface Props {
  readonly asked: readonly Asked[];
  readonly zone: string;
  readonly again: () => void;
}

const STATE: Record<RectificationState, ReactNode> = {
  OPEN: <Trans>a person looks at it</Trans>,
  ACCEPTED: <Trans>accepted</Trans>,
  REFUSED: <Trans>refused</Trans>,
  WITHDRAWN: <Trans>taken back</Trans>,
};

/** What is wrong in the record, and what would be right. */
export function Rectify({ asked, zone, again }: Props) {
  return (
    <Section title={<Trans>Have it corrected</Trans>}>
      <Rows>
        {asked.map((one) => (
          <Row key={one.id}>
            <One asked={one} zone={zone} again={again} />
          </Row>
        ))}
      </Rows>
      <Ask again={again} />
    </Section>
  );
}

function One({ asked, zone, again }: Omit<Props, "asked"> & { readonly asked: Asked }) {
  const { run, busy, problem } = useCommand(
    WithdrawRectificationDocument,
    (data) => data.withdrawRectification,
  );
  const press = async () => {
    if (await run({ id: asked.id })) again();
  };
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm" fw={600} dir="auto">
          {asked.wrong}
        </Text>
        <Badge variant="light">{STATE[asked.state]}</Badge>
      </Group>
      <Text size="sm" dir="auto">
        {asked.right}
      </Text>
      {asked.reason && (
        <Text size="sm" dir="auto">
          {asked.reason}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        <Trans>Asked on {spoken(asked.askedAt, zone)}</Trans>
        {asked.state === "OPEN" && (
          <>
            {". "}
            <Trans>You will hear from us by {spoken(asked.answerBy, zone)}.</Trans>
          </>
        )}
      </Text>
      <ProblemNote says={problem?.message} />
      {asked.state === "OPEN" && (
        <Button size="compact-sm" variant="default" w="fit-content" loading={busy} onClick={press}>
          <Trans>Take it back</Trans>
        </Button>
      )}
    </Stack>
  );
}

interface Said {
  readonly subject: RectifiedSubject;
  readonly about: string;
  readonly wrong: string;
  readonly right: string;
}

const NOTHING: Said = { subject: "RECORD", about: "", wrong: "", right: "" };

function Ask({ again }: Pick<Props, "again">) {
  const { t } = useLingui();
  const [said, setSaid, forget] = useKept("rectification", NOTHING);
  const { run, busy, problem } = useCommand(
    AskRectificationDocument,
    (data) => data.askRectification,
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await run({ ...said, about: said.subject === "RECORD" ? "" : said.about.trim() })))
      return;
    forget();
    again();
  };
  const subjects: { value: RectifiedSubject; label: string }[] = [
    { value: "RECORD", label: t`My record as a whole` },
    { value: "PAYMENT", label: t`A payment` },
    { value: "ORDER", label: t`An order` },
    { value: "EVENT", label: t`A step of my history` },
  ];
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          <Trans>
            Something that is kept of you is wrong? A person looks at it and answers you. Phone,
            e-mail and language you change yourself, in the settings.
          </Trans>
        </Text>
        <NativeSelect
          label={t`It is about`}
          value={said.subject}
          data={subjects}
          onChange={(event) =>
            setSaid({ ...said, subject: event.currentTarget.value as RectifiedSubject })
          }
        />
        {said.subject !== "RECORD" && (
          <TextInput
            label={t`Its number`}
            value={said.about}
            onChange={(event) => setSaid({ ...said, about: event.currentTarget.value })}
            required
          />
        )}
        <Textarea
          label={t`What it says now`}
          value={said.wrong}
          onChange={(event) => setSaid({ ...said, wrong: event.currentTarget.value })}
          dir="auto"
          autosize
          required
        />
        <Textarea
          label={t`What it should say`}
          value={said.right}
          onChange={(event) => setSaid({ ...said, right: event.currentTarget.value })}
          dir="auto"
          autosize
          required
        />
        <ProblemNote says={problem?.message} />
        <Button type="submit" variant="default" loading={busy}>
          <Trans>Ask for it to be corrected</Trans>
        </Button>
      </Stack>
    </form>
  );
}
