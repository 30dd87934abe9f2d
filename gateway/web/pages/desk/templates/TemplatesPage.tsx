import { Trans, useLingui } from "@lingui/react/macro";
import { Group, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { PageTitle } from "../../shared/parts/PageTitle";
import { TemplatesDocument } from "../graph/graphql";
import { useKept } from "../kept";
import { Empty } from "../parts/Empty";
import { Rows } from "../rows/Rows";
import { useTemplateColumns } from "./columns";
import { type Listed, listed } from "./listed";

/** The words of all messages, by what they tell of. */
export function TemplatesPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const query = useQuery({ query: TemplatesDocument });
  const columns = useTemplateColumns();
  const [sought, seek] = useKept("templates.sought", "");
  const open = ({ id }: Listed) =>
    navigate({ to: "/desk/templates/$eventType", params: { eventType: id } });
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="end">
        <PageTitle>
          <Trans>Templates of messages</Trans>
        </PageTitle>
        <TextInput
          label={t`Find by what it tells of, or by its title`}
          value={sought}
          onChange={(event) => seek(event.currentTarget.value)}
        />
      </Group>
      <Asked query={query}>
        {({ templates }) => {
          const rows = listed(templates ?? [], sought);
          return rows.length === 0 ? (
            <Empty says={<Trans>No message is like that.</Trans>}>
              <Trans>Look by a part of the event's name, such as Expired, or of the title.</Trans>
            </Empty>
          ) : (
            <Rows
              label={t`Templates of messages`}
              rows={rows}
              total={rows.length}
              columns={columns}
              open={open}
              more={nothing}
            />
          );
        }}
      </Asked>
    </Stack>
  );
}

const nothing = () => {};
