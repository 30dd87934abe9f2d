import { useLingui } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import {
  CancelMembershipDocument,
  CloseMembershipDocument,
  MergeMembersDocument,
} from "../../graph/graphql";
import { ReasonForm } from "../../parts/ReasonForm";
import { type FormProps, waiting } from "./act";

export function CancelIt({ member: { memberId }, says, done }: FormProps) {
  return (
    <ReasonForm
      document={CancelMembershipDocument}
      answerOf={(data) => data.cancelMembership}
      given={{ memberId }}
      says={says}
      done={(answer) => done(waiting(answer))}
    />
  );
}

export function CloseIt({ member: { memberId }, says, done }: FormProps) {
  return (
    <ReasonForm
      document={CloseMembershipDocument}
      answerOf={(data) => data.closeMembership}
      given={{ memberId }}
      says={says}
      done={(answer) => done(waiting(answer))}
    />
  );
}

export function Merge({ member: { memberId }, says, done }: FormProps) {
  const { t } = useLingui();
  const [otherId, setOther] = useState("");
  return (
    <ReasonForm
      document={MergeMembersDocument}
      answerOf={(data) => data.mergeMembers}
      given={otherId.trim() ? { memberId, otherId: otherId.trim() } : null}
      says={says}
      done={(answer) => done(waiting(answer))}
    >
      <TextInput
        label={t`Id of the account that ends`}
        value={otherId}
        onChange={(event) => setOther(event.currentTarget.value)}
        required
      />
    </ReasonForm>
  );
}
