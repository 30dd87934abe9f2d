import { Trans, useLingui } from "@lingui/react/macro";
import {
  Anchor,
  Button,
  Card,
  Container,
  Group,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Looks } from "../shared/frame/Looks";
import { ProblemNote } from "../shared/parts/ProblemNote";
import { fallsShort, follows, isStrange, lapses, misclicks, reviews, sells } from "./people";

interface Person {
  readonly name: string;
  readonly story: ReactNode;
  readonly be: (name: string) => Promise<void>;
  readonly at: "/" | "/desk" | "/console";
}

function usePeople(): readonly Person[] {
  const { t } = useLingui();
  return [
    {
      name: t`Lin Wei`,
      be: lapses,
      at: "/",
      story: <Trans>Paid for one month. Let 31 days pass and see what she is told.</Trans>,
    },
    {
      name: t`Ann Baker`,
      be: misclicks,
      at: "/",
      story: <Trans>Pressed “cancel” a moment ago, and did not mean to.</Trans>,
    },
    {
      name: t`Zhou Hang`,
      be: isStrange,
      at: "/",
      story: <Trans>Somebody signed in to his account from an unknown phone.</Trans>,
    },
    {
      name: t`Carlos Ruiz`,
      be: fallsShort,
      at: "/",
      story: (
        <Trans>Set to renew by itself, with too little on his balance. Let 31 days pass.</Trans>
      ),
    },
    {
      name: t`Rui Wen, a reviewer`,
      be: (name) =>
        reviews(name, {
          appellant: t`Mei Lin`,
          reason: t`A second account of the same person was closed.`,
          text: t`There is no second account: I have had only this one, and it is paid for.`,
          receipt: t`Gold, one month: paid`,
        }),
      at: "/desk",
      story: (
        <Trans>Works at the desk of the shop. An appeal with a picture has just come in.</Trans>
      ),
    },
    {
      name: t`Pixel Games, a partner`,
      be: (name) => follows(name, t`Yu Xin`),
      at: "/console",
      story: <Trans>Follows members who agreed to it. One just did.</Trans>,
    },
    {
      name: t`Card House, the shop`,
      be: sells,
      at: "/console",
      story: <Trans>Sells the membership, and is told of each change of it.</Trans>,
    },
  ];
}

/** In development: whom to be. */
export function DemoPage() {
  const people = usePeople();
  const navigate = useNavigate();
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const be = async (person: Person) => {
    setBusy(person.name);
    setProblem("");
    try {
      await person.be(person.name.replace(/[,（].*/, "")); // without what they are
      await navigate({ to: person.at });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy("");
  };
  return (
    <Container component="main" size="sm" py="xl">
      <Stack>
        <Group justify="flex-end">
          <Looks />
        </Group>
        <Title order={1} size="h2">
          <Trans>Who do you want to be?</Trans>
        </Title>
        <Text>
          <Trans>
            This is a system for trying things out. Each of these people is made for you, by real
            commands; nobody else sees them. Their phone and a clock that you can move are beside
            each page.
          </Trans>
        </Text>
        <ProblemNote says={problem} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {people.map((person) => (
            <PersonCard key={person.name} person={person} busy={busy} be={() => be(person)} />
          ))}
        </SimpleGrid>
        <Text size="sm">
          <Anchor component={Link} to="/sign-in">
            <Trans>Sign in as anybody</Trans>
          </Anchor>
          {" · "}
          <Anchor href="/graphql">
            <Trans>Be the shop: try the graph</Trans>
          </Anchor>
        </Text>
      </Stack>
    </Container>
  );
}

interface CardProps {
  readonly person: Person;
  readonly busy: string;
  readonly be: () => void;
}

function PersonCard({ person: { name, story }, busy, be }: CardProps) {
  return (
    <Card withBorder p="sm">
      <Stack gap="xs" h="100%" justify="space-between">
        <Text size="sm">{story}</Text>
        <Button variant="light" onClick={be} loading={busy === name} disabled={busy !== ""}>
          {name}
        </Button>
      </Stack>
    </Card>
  );
}
