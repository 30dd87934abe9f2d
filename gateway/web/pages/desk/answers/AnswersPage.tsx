import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Grid, NavLink, Stack } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Section } from "../../shared/parts/Section";
import { AnswersWrittenDocument, type AnswerToldFragment } from "../graph/graphql";
import { useKept } from "../kept";
import { Empty } from "../parts/Empty";
import { AnswerEditor } from "./AnswerEditor";

/** What staff say again and again, written once in both languages. */
export function AnswersPage() {
  const query = useQuery({ query: AnswersWrittenDocument });
  const [chosen, choose] = useKept<string | null>("answers.chosen", null);
  return (
    <Stack>
      <PageTitle>
        <Trans>Templates of answers</Trans>
      </PageTitle>
      <Asked query={query}>
        {({ answerTemplates }) => {
          const templates = answerTemplates?.templates ?? [];
          const template = templates.find((one) => one.code === chosen) ?? null;
          return (
            <Grid>
              <Grid.Col span={{ base: 12, md: 4 }}>
                <Listed templates={templates} chosen={chosen} choose={choose} />
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 8 }}>
                <AnswerEditor
                  key={template ? `${template.code} ${template.version}` : "new"}
                  template={template}
                  variables={answerTemplates?.variables ?? []}
                  filters={answerTemplates?.filters ?? []}
                  saved={(code) => {
                    choose(code);
                    query[1]({ requestPolicy: "network-only" });
                  }}
                />
              </Grid.Col>
            </Grid>
          );
        }}
      </Asked>
    </Stack>
  );
}

interface ListedProps {
  readonly templates: readonly AnswerToldFragment[];
  readonly chosen: string | null;
  readonly choose: (code: string | null) => void;
}

function Listed({ templates, chosen, choose }: ListedProps) {
  const { t } = useLingui();
  return (
    <Section title={<Trans>Written so far</Trans>}>
      {templates.length === 0 && (
        <Empty says={<Trans>Nothing yet.</Trans>}>
          <Trans>
            Save what you write often. Whoever answers an appeal picks it by its title, and members
            read it in their own language.
          </Trans>
        </Empty>
      )}
      <nav aria-label={t`Templates of answers`}>
        {templates.map(({ code, title, retired }) => (
          <NavLink
            key={code}
            component="button"
            type="button"
            label={title.text}
            description={code}
            active={code === chosen}
            onClick={() => choose(code)}
            rightSection={
              retired && (
                <Badge variant="default" tt="none">
                  <Trans>put away</Trans>
                </Badge>
              )
            }
          />
        ))}
      </nav>
      <Button variant="default" onClick={() => choose(null)}>
        <Trans>Write another one</Trans>
      </Button>
    </Section>
  );
}
