import { Stack } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { StateDocument, type StateQuery } from "../graph/graphql";
import { useLive } from "../live";
import { Benefits } from "./Benefits";
import { Change } from "./Change";
import { Claim } from "./Claim";
import { Enrol } from "./Enrol";
import { Headline } from "./Headline";
import { Holds } from "./Holds";
import { NextSteps } from "./NextSteps";
import { Undo } from "./Undo";
import { Why } from "./Why";

/** How the membership stands, on one screen. */
export function StatePage() {
  const query = useQuery({ query: StateDocument });
  useLive(query[1]);
  return <Asked query={query}>{({ me }) => <State me={me} />}</Asked>;
}

function State({ me }: Pick<StateQuery, "me">) {
  const membership = me?.membership;
  if (!membership) return <Enrol balance={me?.balance?.formatted ?? ""} />;
  const { explanation } = membership;
  const zone = me.profile?.timeZone ?? "UTC";
  const stands = { membership, zone };
  return (
    <Stack>
      <Headline {...stands} name={me.profile?.name ?? ""} />
      {explanation && (
        <>
          <Undo {...stands} now={explanation.at} />
          <NextSteps membership={membership} explanation={explanation} />
          <Why explanation={explanation} zone={zone} />
          <Claim {...stands} now={explanation.at} />
        </>
      )}
      <Holds {...stands} />
      {membership.entitled && <Benefits benefits={membership.benefits} />}
      {membership.entitled && <Change {...stands} />}
    </Stack>
  );
}
