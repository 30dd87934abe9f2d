import { useSessionStorage } from "@mantine/hooks";
import { useSession } from "./asking/session";

/** What somebody is writing: it outlives a reload, and ends with the tab. Of one person alone. */
export function useKept<Draft>(name: string, empty: Draft) {
  const person = useSession()?.id ?? "";
  const [draft, setDraft, forget] = useSessionStorage<Draft>({
    key: `reinstate.kept.${person}.${name}`,
    defaultValue: empty,
    getInitialValueInEffect: false,
  });
  return [draft, setDraft, forget] as const;
}
