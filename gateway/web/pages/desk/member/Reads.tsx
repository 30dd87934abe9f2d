import { Stack } from "@mantine/core";
import { useQuery } from "urql";
import { Asked } from "../../shared/parts/Asked";
import { More, usePages } from "../../shared/parts/More";
import { MemberReadsDocument } from "../graph/graphql";
import { ReadList } from "../reads/ReadList";

/** Which of the staff were shown something of the member. */
export function Reads({ id }: { readonly id: string }) {
  const pages = usePages();
  const query = useQuery({ query: MemberReadsDocument, variables: { id, after: pages.after } });
  return (
    <Asked query={query}>
      {({ staffReads }) =>
        staffReads && (
          <Stack>
            <ReadList reads={staffReads.nodes} />
            <More pages={pages} info={staffReads.pageInfo} />
          </Stack>
        )
      }
    </Asked>
  );
}
