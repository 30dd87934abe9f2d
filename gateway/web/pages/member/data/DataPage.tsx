import { Trans } from "@lingui/react/macro";
import { Anchor, Button, List, Progress, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { useCommand } from "../../shared/asking/command";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import {
  AskErasureDocument,
  ExportLinkDocument,
  MyDataDocument,
  type MyDataQuery,
  RequestExportDocument,
  WithdrawErasureDocument,
} from "../graph/graphql";
import { useLive } from "../live";
import { CodeForm } from "../proving/CodeForm";
import { Monthly } from "./Monthly";
import { Rectify } from "./Rectify";

interface Again {
  readonly again: () => void;
  readonly zone: string;
}

/** What is kept of a member: to take along, and to have erased. */
export function DataPage() {
  const query = useQuery({ query: MyDataDocument });
  useLive(query[1]);
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack>
      <PageTitle>
        <Trans>My data</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ me, export: exported }) => {
          const zone = me?.profile?.timeZone ?? "UTC";
          return (
            <>
              <TakeAlong exported={exported} again={again} zone={zone} />
              {me && <Rectify asked={me.rectifications} again={again} zone={zone} />}
              {me?.erasure && <Erase erasure={me.erasure} again={again} zone={zone} />}
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}

function TakeAlong({
  exported,
  again,
  zone,
}: Again & { readonly exported: MyDataQuery["export"] }) {
  const request = useCommand(RequestExportDocument, (data) => data.requestExport);
  const link = useCommand(ExportLinkDocument, (data) => data.exportLink);
  const [path, setPath] = useState("");
  const ask = async (code: string) => {
    if (await request.run({ code })) again();
  };
  const open = async (code: string) => {
    const done = await link.run({ code });
    if (done?.link) setPath(done.link.path);
  };
  return (
    <Section title={<Trans>Take it along</Trans>}>
      <Text size="sm">
        <Trans>
          Everything that is kept of you, as pages to read and as files for programs, with the
          hashes that prove it.
        </Trans>
      </Text>
      {exported.state === "PREPARING" && (
        <>
          <Progress value={exported.progress} />
          <Button variant="default" onClick={again}>
            <Trans>See how far it is</Trans>
          </Button>
        </>
      )}
      {exported.state === "READY" && exported.expiresAt && (
        <Text>
          <Trans>It is ready, and can be fetched until {spoken(exported.expiresAt, zone)}.</Trans>
        </Text>
      )}
      {path && (
        <Anchor href={path} download>
          <Trans>Download it</Trans>
        </Anchor>
      )}
      {exported.state === "READY" && !path && (
        <CodeForm
          purpose="EXPORT"
          says={<Trans>Fetch it</Trans>}
          give={open}
          busy={link.busy}
          problem={link.problem?.message}
        />
      )}
      {exported.state !== "READY" && exported.state !== "PREPARING" && (
        <CodeForm
          purpose="EXPORT"
          says={<Trans>Put it together</Trans>}
          give={ask}
          busy={request.busy}
          problem={request.problem?.message}
        />
      )}
      <Monthly exported={exported} zone={zone} again={again} />
    </Section>
  );
}

type Erasure = NonNullable<NonNullable<MyDataQuery["me"]>["erasure"]>;

function Erase({ erasure, again, zone }: Again & { readonly erasure: Erasure }) {
  const ask = useCommand(AskErasureDocument, (data) => data.askErasure);
  const back = useCommand(WithdrawErasureDocument, (data) => data.withdrawErasure);
  const give = async (code: string) => {
    if (await ask.run({ code })) again();
  };
  const withdraw = async () => {
    if (await back.run({})) again();
  };
  if (erasure.askedAt && erasure.eraseAt)
    return (
      <Section title={<Trans>Have it erased</Trans>}>
        <Text>
          <Trans>All of it is erased on {spoken(erasure.eraseAt, zone)}.</Trans>
        </Text>
        <ProblemNote says={back.problem?.message} />
        <Button loading={back.busy} onClick={withdraw}>
          <Trans>Take that back</Trans>
        </Button>
      </Section>
    );
  return (
    <Section title={<Trans>Have it erased</Trans>}>
      <Text size="sm">
        <Trans>What you lose by it:</Trans>
      </Text>
      <List size="sm">
        {erasure.lost.map((one) => (
          <List.Item key={one.text}>{one.text}</List.Item>
        ))}
      </List>
      {erasure.kept.map((one) => (
        <Text size="sm" c="dimmed" key={one.what.text}>
          {one.what.text}: {one.why.text}
        </Text>
      ))}
      <CodeForm
        purpose="ERASE_DATA"
        says={<Trans>Erase everything</Trans>}
        give={give}
        busy={ask.busy}
        problem={ask.problem?.message}
      />
    </Section>
  );
}
