import { Trans } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Row, Rows } from "../../shared/parts/Rows";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { NotMe } from "../protection/NotMe";
import type { Account } from "./SecurityPage";

/** When and from where somebody signed in, and whether that was the owner. */
export function Logins({ account, zone }: { readonly account: Account; readonly zone: string }) {
  const { nodes } = account.logins;
  return (
    <Section title={<Trans>Sign-ins</Trans>}>
      {nodes.length === 0 && (
        <Text>
          <Trans>
            Nobody has signed in to this member centre yet. What the shop told us of sign-ins stands
            in your <Link to="/history">history</Link>.
          </Trans>
        </Text>
      )}
      <Rows>
        {nodes.map((login) => (
          <Row key={login.sessionId}>
            <Group justify="space-between">
              <Text size="sm">
                {spoken(login.at, zone)} · {login.place || login.label}{" "}
                {login.unfamiliar && <Trans>(from a new device)</Trans>}
              </Text>
              {!isHere(account, login.sessionId) && <NotMe what="LOGIN" id={login.sessionId} />}
            </Group>
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

const isHere = ({ sessions }: Account, id: string): boolean =>
  sessions.some((session) => session.current && session.id === id);
