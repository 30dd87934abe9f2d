import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Container, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";

export function Missing() {
  return (
    <Container component="main" size="xs" py="xl">
      <Stack>
        <Title order={1}>
          <Trans>There is no such page</Trans>
        </Title>
        <Text>
          <Trans>The link may be old, or a part of it is missing.</Trans>
        </Text>
        <Anchor component={Link} to="/">
          <Trans>To the first page</Trans>
        </Anchor>
      </Stack>
    </Container>
  );
}

export function Broken() {
  return (
    <Container component="main" size="xs" py="xl">
      <Stack>
        <Title order={1}>
          <Trans>This page did not come up</Trans>
        </Title>
        <Text>
          <Trans>Nothing of yours is lost. Load it again; if it stays so, tell us.</Trans>
        </Text>
        <Button onClick={() => location.reload()}>
          <Trans>Load again</Trans>
        </Button>
      </Stack>
    </Container>
  );
}
