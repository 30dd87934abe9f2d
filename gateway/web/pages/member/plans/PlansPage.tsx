import { Trans } from "@lingui/react/macro";
import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { MyPlansDocument } from "../graph/graphql";
import { useLive } from "../live";
import { Gifts } from "./Gifts";
import { Higher } from "./Higher";
import { Links } from "./Links";
import { Lower } from "./Lower";
import { Transfers } from "./Transfers";

/** Another plan, and what goes to somebody else. */
export function PlansPage() {
  const query = useQuery({ query: MyPlansDocument });
  useLive(query[1]);
  const again = () => query[1]({ requestPolicy: "network-only" });
  return (
    <Stack>
      <PageTitle>
        <Trans>Plans, gifts and links</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ me, plans }) => {
          if (!me) return null;
          const zone = me.profile?.timeZone ?? "UTC";
          const shown = { me, zone, again };
          return (
            <>
              {me.membership ? (
                <>
                  <Higher membership={me.membership} upgrades={me.upgrades} again={again} />
                  <Lower membership={me.membership} plans={plans ?? []} again={again} />
                </>
              ) : (
                <Text>
                  <Trans>You have no membership yet.</Trans>{" "}
                  <Anchor component={Link} to="/">
                    <Trans>See what there is to join</Trans>
                  </Anchor>
                </Text>
              )}
              <MyNumber id={me.memberId} />
              <Transfers {...shown} />
              <Gifts {...shown} />
              <Links {...shown} />
            </>
          );
        }}
      </Asked>
    </Stack>
  );
}

/** Others need it to give something. */
function MyNumber({ id }: { readonly id: string }) {
  return (
    <Text size="sm">
      <Trans>
        Your member number is <b>{id}</b>. Whoever gives you something needs it.
      </Trans>
    </Text>
  );
}
