import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useQuery } from "urql";
import { Asked, Loading } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { type Channel, FollowedLinkDocument, type FollowedLinkQuery } from "../graph/graphql";
import { follow } from "./opened";
import { targetOf } from "./pages";

export const FromSms = () => <Follow channel="SMS" />;
export const FromMail = () => <Follow channel="EMAIL" />;

/** Where the short link of a message leads: on to the very page. */
function Follow({ channel }: { readonly channel: Channel }) {
  const { code = "" } = useParams({ strict: false });
  const query = useQuery({ query: FollowedLinkDocument, variables: { code } });
  return (
    <Asked query={query}>
      {({ messageLink }) =>
        messageLink ? <Onward link={messageLink} channel={channel} /> : <NotYours />
      }
    </Asked>
  );
}

interface OnwardProps {
  readonly link: NonNullable<FollowedLinkQuery["messageLink"]>;
  readonly channel: Channel;
}

function Onward({ link, channel }: OnwardProps) {
  const navigate = useNavigate();
  useEffect(() => {
    follow({ alertId: link.alertId, channel });
    navigate({ ...targetOf(link), replace: true });
  }, [link, channel, navigate]);
  return <Loading />;
}

function NotYours() {
  return (
    <Stack>
      <PageTitle>
        <Trans>This link is not from a message of yours</Trans>
      </PageTitle>
      <Text>
        <Trans>
          It was sent to another account, or a part of it is missing. If the message came to you,
          sign out and sign in with the phone number or address that it came to.
        </Trans>
      </Text>
      <Group>
        <Button component={Link} to="/">
          <Trans>My membership</Trans>
        </Button>
        <Button component={Link} to="/inbox" variant="default">
          <Trans>Messages</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
