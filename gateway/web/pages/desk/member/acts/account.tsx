import { EndSessionsOfDocument, ResetPasswordOfDocument } from "../../graph/graphql";
import { ReasonForm } from "../../parts/ReasonForm";
import type { FormProps } from "./act";

export function EndSessions({ member: { memberId }, says, done }: FormProps) {
  return (
    <ReasonForm
      document={EndSessionsOfDocument}
      answerOf={(data) => data.endSessionsOf}
      given={{ accountId: memberId }}
      says={says}
      done={() => done()}
    />
  );
}

export function ResetPassword({ member: { memberId }, says, done }: FormProps) {
  return (
    <ReasonForm
      document={ResetPasswordOfDocument}
      answerOf={(data) => data.resetPasswordOf}
      given={{ accountId: memberId }}
      says={says}
      done={() => done()}
    />
  );
}
