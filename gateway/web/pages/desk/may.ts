import { useSession } from "../shared/asking/session";
import { RIGHTS, type RootField } from "./graph/rights";

/** Whether who is here may ask this of the graph, as its schema says. The graph asks again. */
export function useMay(): (field: RootField) => boolean {
  const kind = useSession()?.staffKind;
  return (field) => {
    const kinds = RIGHTS[field];
    return kinds.length === 0 || (kind !== undefined && kinds.includes(kind));
  };
}
