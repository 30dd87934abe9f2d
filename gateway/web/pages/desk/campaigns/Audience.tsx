import { Plural, Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "urql";
import { useUnreachable } from "../../shared/asking/command";
import { ProblemNote } from "../../shared/parts/ProblemNote";
import { CampaignAudienceDocument } from "../graph/graphql";
import { type Announcement, audienceOf } from "./announcement";

const PAUSE = 400;

function useCounted(written: Announcement) {
  const [asked] = useDebouncedValue(JSON.stringify(audienceOf(written)), PAUSE);
  const [answer] = useQuery({
    query: CampaignAudienceDocument,
    variables: { audience: JSON.parse(asked) },
    requestPolicy: "cache-and-network",
  });
  const current = asked === JSON.stringify(audienceOf(written));
  return { ...answer, members: current ? answer.data?.campaignAudience?.members : undefined };
}

/** How many it would go to; null while they are counted. */
export const useAudience = (written: Announcement): number | null =>
  useCounted(written).members ?? null;

/** How many it would go to if it started now. */
export function Audience({ written }: { readonly written: Announcement }) {
  const { members, error } = useCounted(written);
  const unreachable = useUnreachable();
  if (error) return <ProblemNote says={unreachable(error).message} />;
  return (
    <Text fw={600} aria-live="polite">
      {members === undefined ? (
        <Trans>Members are being counted…</Trans>
      ) : (
        <Plural
          value={members}
          one="It would go to # member if it started now."
          other="It would go to # members if it started now."
        />
      )}
    </Text>
  );
}
