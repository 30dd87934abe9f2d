import { useLingui } from "@lingui/react/macro";
import { Anchor, Image, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { written } from "../words/language";
import { Dialogue } from "./Dialogue";

/** What a browser draws and never runs; the gateway has looked through each of them. */
const PICTURES: readonly string[] = ["image/png", "image/jpeg", "image/webp"];

interface Props {
  readonly name: string;
  readonly size: number;
  readonly mediaType: string;
  readonly link: { readonly path: string } | null;
}

/** A file of an appeal: to be saved, and where it is a picture to be seen in its place. */
export function Attached({ name, size, mediaType, link }: Props) {
  const kilobytes = new Intl.NumberFormat(written()).format(Math.ceil(size / 1024));
  const says = `${name} (${kilobytes} KB)`;
  if (!link) return <Text dir="auto">{says}</Text>;
  return (
    <Stack gap={4} align="start">
      <Anchor href={link.path} download dir="auto" size="sm">
        {says}
      </Anchor>
      {PICTURES.includes(mediaType) && <Picture name={name} path={link.path} />}
    </Stack>
  );
}

/** Fetched once, though each answer brings another link: each look of staff is on record. */
function Picture({ name, path }: { readonly name: string; readonly path: string }) {
  const { t } = useLingui();
  const [source] = useState(path);
  const [large, { open, close }] = useDisclosure();
  return (
    <>
      <UnstyledButton onClick={open} aria-label={t`Show ${name} large`}>
        <Image src={source} alt={name} mah={200} w="auto" maw="100%" fit="contain" radius="sm" />
      </UnstyledButton>
      <Dialogue opened={large} onClose={close} title={name} size="auto">
        <Image src={source} alt={name} maw="100%" mah="75vh" w="auto" fit="contain" />
      </Dialogue>
    </>
  );
}
