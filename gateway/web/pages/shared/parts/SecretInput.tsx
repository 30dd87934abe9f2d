import { useLingui } from "@lingui/react/macro";
import { PasswordInput, type PasswordInputProps } from "@mantine/core";

/** For a password, which can be looked at while it is written. */
export function SecretInput(props: PasswordInputProps) {
  const { t } = useLingui();
  return (
    <PasswordInput {...props} visibilityToggleButtonProps={{ "aria-label": t`Show what I type` }} />
  );
}
