import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

/** Where the page begins: a cursor, or the beginning of what is kept. */
export function Start({ after }: { readonly after: string }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [cursor, setCursor] = useState(after);
  const go = (to: string) => navigate({ to: "/console/feed", search: to ? { after: to } : {} });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await go(cursor.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="xs">
        <TextInput
          label={t`Behind the cursor`}
          value={cursor}
          onChange={(event) => setCursor(event.currentTarget.value)}
          flex={1}
        />
        <Button type="submit" variant="default">
          <Trans>Show</Trans>
        </Button>
        {after && (
          <Button variant="subtle" onClick={() => go("")}>
            <Trans>From the beginning</Trans>
          </Button>
        )}
      </Group>
    </form>
  );
}
