import { useLingui } from "@lingui/react/macro";
import { NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import { GrantDaysDocument, GrantPlanDocument, PlanNamesDocument } from "../../graph/graphql";
import { ReasonForm } from "../../parts/ReasonForm";
import { type FormProps, waiting } from "./act";

type Whole = number | "";
const whole = (value: number | string): Whole => (typeof value === "number" ? value : "");

export function GrantDays({ member: { memberId }, says, done }: FormProps) {
  const { t } = useLingui();
  const [days, setDays] = useState<Whole>("");
  return (
    <ReasonForm
      document={GrantDaysDocument}
      answerOf={(data) => data.grantDays}
      given={days === "" ? null : { memberId, days }}
      says={says}
      done={(answer) => done(waiting(answer))}
    >
      <NumberInput
        label={t`Days`}
        min={1}
        allowDecimal={false}
        value={days}
        onChange={(value) => setDays(whole(value))}
        required
      />
    </ReasonForm>
  );
}

export function GrantPlan({ member: { memberId }, says, done }: FormProps) {
  const { t } = useLingui();
  const [{ data }] = useQuery({ query: PlanNamesDocument });
  const [plan, setPlan] = useState<string | null>(null);
  const [days, setDays] = useState<Whole>("");
  const plans = (data?.plans ?? []).map(({ code, name }) => ({ value: code, label: name.text }));
  return (
    <ReasonForm
      document={GrantPlanDocument}
      answerOf={(answer) => answer.grantPlan}
      given={plan ? { memberId, plan, days: days === "" ? null : days } : null}
      says={says}
      done={(answer) => done(waiting(answer))}
    >
      <Select label={t`Plan`} data={plans} value={plan} onChange={setPlan} required />
      <NumberInput
        label={t`Days`}
        description={t`Left empty: as long as the plan's own period.`}
        min={1}
        allowDecimal={false}
        value={days}
        onChange={(value) => setDays(whole(value))}
      />
    </ReasonForm>
  );
}
