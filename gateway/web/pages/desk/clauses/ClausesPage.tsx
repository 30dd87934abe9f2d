import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { spoken } from "../../shared/words/times";
import { ClausesDocument } from "../graph/graphql";
import { useMay } from "../may";
import type { Clause } from "./clause";

/** The member agreement: what binds, what is coming, what is prepared. */
export function ClausesPage() {
  const may = useMay();
  const query = useQuery({ query: ClausesDocument, requestPolicy: "cache-and-network" });
  return (
    <Stack>
      <PageTitle>
        <Trans>Member agreement</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ clauses }) => clauses?.map((one) => <OneClause key={one.clause} clause={one} />)}
      </Asked>
      {may("saveClauseDraft") && <Another />}
    </Stack>
  );
}

function OneClause({ clause: { clause, versions, hasDraft } }: { readonly clause: Clause }) {
  const binding = versions.find((one) => one.standing === "BINDING");
  const coming = versions.filter((one) => one.standing === "COMING");
  const newest = binding ?? versions.at(-1);
  return (
    <Section
      title={
        <Group gap="xs">
          <Anchor component={Link} to={`/desk/clauses/${clause}`} inherit>
            {newest?.title.text ?? clause}
          </Anchor>
          {hasDraft && (
            <Badge color="yellow" variant="light" tt="none">
              <Trans>draft</Trans>
            </Badge>
          )}
        </Group>
      }
    >
      {newest ? (
        <Text size="sm">{newest.text.text}</Text>
      ) : (
        <Text size="sm" c="dimmed">
          <Trans>Nothing of it is published yet.</Trans>
        </Text>
      )}
      {binding && (
        <Text size="xs" c="dimmed">
          <Trans>
            {clause}, version {binding.version}, in force since{" "}
            {spoken(binding.effectiveAt, undefined, "day")}
          </Trans>
        </Text>
      )}
      {coming.map(({ version, effectiveAt }) => (
        <Text key={version} size="sm">
          <Trans>
            Version {version} takes effect {spoken(effectiveAt)}.
          </Trans>
        </Text>
      ))}
    </Section>
  );
}

function Another() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [code, setCode] = useState("");
  const begin = (event: FormEvent) => {
    event.preventDefault();
    navigate({ to: "/desk/clauses/$code", params: { code: code.trim() } });
  };
  return (
    <form onSubmit={begin}>
      <Group align="end">
        <TextInput
          label={t`Code of a new clause`}
          description={t`Short, in small letters, such as house_rules; it never changes.`}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!code.trim()}>
          <Trans>Write it</Trans>
        </Button>
      </Group>
    </form>
  );
}
