import { Trans } from "@lingui/react/macro";
import { Anchor, Container, Group, Stack } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Looks } from "../frame/Looks";
import { PageTitle } from "../parts/PageTitle";

interface Props {
  readonly title: ReactNode;
  readonly children: ReactNode;
}

/** A page for who is not signed in. */
export function Doorway({ title, children }: Props) {
  return (
    <Container component="main" size={420} py="xl">
      <Group justify="flex-end" mb="md">
        <Looks />
      </Group>
      <Stack>
        <PageTitle>{title}</PageTitle>
        {children}
      </Stack>
    </Container>
  );
}

interface LeadProps {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly children: ReactNode;
}

export function Lead({ to, children }: LeadProps) {
  return (
    <Anchor component={Link} to={to} size="sm">
      {children}
    </Anchor>
  );
}

export function BackToSignIn() {
  return (
    <Lead to="/sign-in">
      <Trans>To sign-in</Trans>
    </Lead>
  );
}
