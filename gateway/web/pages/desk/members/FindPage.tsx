import { Trans } from "@lingui/react/macro";
import { Stack } from "@mantine/core";
import { PageTitle } from "../../shared/parts/PageTitle";
import { Found } from "./Found";
import { ListBy } from "./ListBy";

/** A member found by what is known of them, or a list by how members stand. */
export function FindPage() {
  return (
    <Stack>
      <PageTitle>
        <Trans>Find a member</Trans>
      </PageTitle>
      <Found />
      <ListBy />
    </Stack>
  );
}
