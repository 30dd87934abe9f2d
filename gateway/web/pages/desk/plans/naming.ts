import { useQuery } from "urql";
import { PlanNamesDocument } from "../graph/graphql";

/** As people call the plan; its code where nobody offers it any more. */
export function usePlanName(code: string): string {
  const [{ data }] = useQuery({ query: PlanNamesDocument, requestPolicy: "cache-first" });
  return data?.plans?.find((one) => one.code === code)?.name.text ?? code;
}
