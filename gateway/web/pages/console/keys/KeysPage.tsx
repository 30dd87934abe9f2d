import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Secret } from "../../shared/parts/Secret";
import { KeysDocument } from "../graph/graphql";
import { useTold } from "../told";
import { AsAdministrator } from "./AsAdministrator";
import { KeyCard, type NewKey } from "./KeyCard";

/** What programs prove themselves by. */
export function KeysPage() {
  const query = useQuery({ query: KeysDocument });
  const [made, setMade] = useState<NewKey | null>(null);
  const again = query[1];
  useTold(again);
  const turned = (key: NewKey | null) => {
    if (key) setMade(key);
    again({ requestPolicy: "network-only" });
  };
  return (
    <Stack>
      {made && <Made made={made} kept={() => setMade(null)} />}
      <Asked query={query}>
        {({ partner }) => (
          <>
            <PageTitle>
              <span dir="auto">{partner?.name ?? <Trans>The shop is not set up yet</Trans>}</span>
            </PageTitle>
            {partner ? <Empty none={partner.keys.length === 0} /> : <NoPlace />}
            {[...(partner?.keys ?? [])].sort(goodFirst).map((key) => (
              <KeyCard key={key.keyId} shown={key} turned={turned} />
            ))}
          </>
        )}
      </Asked>
    </Stack>
  );
}

const goodFirst = (a: { revokedAt: string | null }, b: { revokedAt: string | null }): number =>
  Number(a.revokedAt !== null) - Number(b.revokedAt !== null);

function Made({ made, kept }: { readonly made: NewKey; readonly kept: () => void }) {
  const secrets = [made.key, ...(made.reportSecret ? [made.reportSecret] : [])];
  return (
    <Secret title={<Trans>The new key</Trans>} secrets={secrets} kept={kept}>
      {made.reportSecret ? (
        <Trans>
          Give your programs the key, and the secret that signs reports. The old ones stay good for
          24 hours.
        </Trans>
      ) : (
        <Trans>Give it to your programs. The old one stays good for 24 hours.</Trans>
      )}
    </Secret>
  );
}

function Empty({ none }: { readonly none: boolean }) {
  if (!none)
    return (
      <Text size="sm" c="dimmed">
        <Trans>
          Use one key per program, with the scopes that it needs. Rotate it once a year, and at once
          when somebody else may have seen it.
        </Trans>
      </Text>
    );
  return (
    <WithoutKey>
      <Trans>
        There is no key yet. The shop's administrator issues the first one at the staff desk, under
        “Partners”. Your programs send it in the header Authorization: Bearer rk_….
      </Trans>
    </WithoutKey>
  );
}

function WithoutKey({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <Text>{children}</Text>
      <AsAdministrator />
    </>
  );
}

function NoPlace() {
  return (
    <WithoutKey>
      <Trans>
        The shop is not set up here yet. One of your administrators adds it at the staff desk, under
        “Partners”, with the id @host. From then on it has keys, webhooks and a feed here.
      </Trans>
    </WithoutKey>
  );
}
