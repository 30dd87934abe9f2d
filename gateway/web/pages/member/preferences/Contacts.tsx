import { Trans, useLingui } from "@lingui/react/macro";
import { Badge, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../shared/asking/command";
import { useKept } from "../../shared/kept";
import { Section } from "../../shared/parts/Section";
import { SetContactsDocument, type ToldFragment, VerifyContactDocument } from "../graph/graphql";
import { CodeForm } from "../proving/CodeForm";
import { Confirmed } from "../proving/Confirmed";

type Way = "phone" | "email";

/** Where the member is reached. Another phone or address counts once a code was read there. */
export function Contacts({ profile }: { readonly profile: ToldFragment }) {
  return (
    <Section title={<Trans>Your phone and mailbox</Trans>}>
      <Contact
        way="phone"
        used={profile.phone}
        proven={profile.phoneVerifiedAt !== null}
        waits={profile.unverifiedPhone}
      />
      <Contact
        way="email"
        used={profile.email}
        proven={profile.emailVerifiedAt !== null}
        waits={profile.unverifiedEmail}
      />
    </Section>
  );
}

interface Props {
  readonly way: Way;
  /** Empty: none. */
  readonly used: string;
  readonly proven: boolean;
  /** Another one that nobody proved yet; empty: none. */
  readonly waits: string;
}

function Contact({ way, used, proven, waits }: Props) {
  const [changing, setChanging] = useState(false);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <div>
          <Text size="sm" fw={600}>
            {way === "phone" ? <Trans>Phone</Trans> : <Trans>E-mail</Trans>}
          </Text>
          <Text size="sm">{used || <Trans>none</Trans>}</Text>
        </div>
        {used && (
          <Badge variant="light" color={proven ? "brand" : "yellow"}>
            {proven ? <Trans>confirmed</Trans> : <Trans>not confirmed</Trans>}
          </Badge>
        )}
      </Group>
      {waits && <Waits way={way} waits={waits} />}
      {changing ? (
        <Change way={way} done={() => setChanging(false)} />
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          w="fit-content"
          onClick={() => setChanging(true)}
        >
          {way === "phone" ? <Trans>Another phone</Trans> : <Trans>Another address</Trans>}
        </Button>
      )}
    </Stack>
  );
}

function Waits({ way, waits }: Pick<Props, "way" | "waits">) {
  const { run, busy, problem } = useCommand(VerifyContactDocument, (data) => data.verifyContact);
  const channel = way === "phone" ? "SMS" : "EMAIL";
  return (
    <>
      <Text size="sm">
        <Trans>{waits} is used once you have read a code there.</Trans>
      </Text>
      <CodeForm
        purpose={way === "phone" ? "VERIFY_PHONE" : "VERIFY_EMAIL"}
        says={<Trans>Use it</Trans>}
        give={(code) => run({ channel, code })}
        busy={busy}
        problem={problem?.message}
      />
    </>
  );
}

function Change({ way, done }: { readonly way: Way; readonly done: () => void }) {
  const { t } = useLingui();
  const [next, setNext, forget] = useKept(`contact.${way}`, "");
  const { run, busy, problem } = useCommand(SetContactsDocument, (data) => data.setContacts);
  const act = async (code?: string) => {
    const given = way === "phone" ? { phone: next.trim() } : { email: next.trim() };
    if (!(await run({ ...given, ...(code ? { code } : {}) }))) return;
    forget();
    done();
  };
  return (
    <>
      <TextInput
        label={way === "phone" ? t`New phone number` : t`New e-mail address`}
        type={way === "phone" ? "tel" : "email"}
        autoComplete={way === "phone" ? "tel" : "email"}
        value={next}
        onChange={(event) => setNext(event.currentTarget.value)}
      />
      <Confirmed
        purpose="CHANGE_CONTACT"
        says={<Trans>Change it</Trans>}
        act={act}
        busy={busy}
        problem={problem}
        disabled={!next.trim()}
      />
    </>
  );
}
