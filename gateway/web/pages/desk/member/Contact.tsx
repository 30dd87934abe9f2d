import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { Dialogue } from "../../shared/parts/Dialogue";
import { RevealContactDocument } from "../graph/graphql";
import { useMay } from "../may";
import { ReasonForm } from "../parts/ReasonForm";
import type { Whole } from "./member";

type Profile = Pick<
  NonNullable<Whole["profile"]>,
  "phone" | "phoneVerifiedAt" | "unverifiedPhone" | "email" | "emailVerifiedAt" | "unverifiedEmail"
>;

interface Props {
  readonly memberId: string;
  readonly masked: Profile;
}

/** How the member is reached: masked, until somebody says what it is needed for. */
export function Contact({ memberId, masked }: Props) {
  const { t } = useLingui();
  const may = useMay();
  const [opened, { open, close }] = useDisclosure();
  const [clear, setClear] = useState<Profile | null>(null);
  const profile = clear ?? masked;
  return (
    <Group gap="sm">
      <Address says={profile.phone} verified={profile.phoneVerifiedAt !== null} />
      <Address says={profile.unverifiedPhone} verified={false} />
      <Address says={profile.email} verified={profile.emailVerifiedAt !== null} />
      <Address says={profile.unverifiedEmail} verified={false} />
      {!clear && may("revealContact") && (
        <Button size="compact-sm" variant="default" onClick={open}>
          <Trans>Show in full</Trans>
        </Button>
      )}
      <Dialogue
        opened={opened}
        onClose={close}
        title={<Trans>Show phone and e-mail in full</Trans>}
      >
        <ReasonForm
          document={RevealContactDocument}
          answerOf={(data) => data.revealContact}
          given={{ memberId }}
          says={t`Show in full`}
          reads={t`It is kept with your name; administrators read it.`}
          done={(revealed) => {
            setClear(revealed.profile);
            close();
          }}
        />
      </Dialogue>
    </Group>
  );
}

function Address({ says, verified }: { readonly says: string; readonly verified: boolean }) {
  if (!says) return null;
  return (
    <Group gap={6}>
      <Text size="sm">{says}</Text>
      {!verified && (
        <Badge size="sm" variant="default" tt="none">
          <Trans>not verified</Trans>
        </Badge>
      )}
    </Group>
  );
}
