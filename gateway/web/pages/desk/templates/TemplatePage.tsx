import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Grid, Group, SegmentedControl, Stack } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { language as spoken } from "../../shared/words/language";
import { type Language, TemplateDocument } from "../graph/graphql";
import { Empty } from "../parts/Empty";
import { Editor } from "./Editor";
import { Previews } from "./Previews";
import { Versions } from "./Versions";

/** One message in one language: its source, what a member would get, and its versions. */
export function TemplatePage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { eventType } = useParams({ from: "/desk/templates/$eventType" });
  const search = useSearch({ from: "/desk/templates/$eventType" });
  const language: Language = search.language ?? (spoken === "zh" ? "ZH" : "EN");
  const query = useQuery({ query: TemplateDocument, variables: { eventType, language } });
  const choose = (next: string) =>
    navigate({
      to: "/desk/templates/$eventType",
      params: { eventType },
      search: { language: next as Language },
    });
  return (
    <Stack>
      <Anchor component={Link} to="/desk/templates" size="sm">
        <Trans>All templates</Trans>
      </Anchor>
      <Group justify="space-between">
        <PageTitle>{eventType}</PageTitle>
        <SegmentedControl
          aria-label={t`Language of the message`}
          value={language}
          onChange={choose}
          data={[
            { value: "ZH", label: "中文" },
            { value: "EN", label: "English" },
          ]}
        />
      </Group>
      <Asked query={query}>
        {({ template }) =>
          template ? (
            <Grid key={`${eventType} ${language}`}>
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Stack>
                  <Editor template={template} />
                  <Versions template={template} />
                </Stack>
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Previews template={template} />
              </Grid.Col>
            </Grid>
          ) : (
            <Empty says={<Trans>There is no such message.</Trans>}>
              <Trans>Choose one from the list of all templates.</Trans>
            </Empty>
          )
        }
      </Asked>
    </Stack>
  );
}
