import { Alert } from "@mantine/core";

/** What was refused, or went wrong, in the words of who refused it. */
export function ProblemNote({ says }: { readonly says: string | null | undefined }) {
  if (!says) return null;
  return (
    <Alert color="red" role="alert" variant="light" c="var(--mantine-color-text)">
      {says}
    </Alert>
  );
}
