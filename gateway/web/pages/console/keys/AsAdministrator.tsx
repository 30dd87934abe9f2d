import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { tokenOf } from "../../demo/development";
import { tryOut } from "../../shared/asking/session";
import { facts } from "../../shared/facts";

/** In development whoever tries the console out may be the shop's administrator as well. */
export function AsAdministrator() {
  const navigate = useNavigate();
  if (!facts.development) return null;
  const become = async () => {
    tryOut(await tokenOf({ role: "staff", id: "admin-1" }));
    await navigate({ to: "/desk/partners" });
  };
  return (
    <Button variant="default" onClick={become} style={{ alignSelf: "start" }}>
      <Trans>Development: be the administrator and issue one</Trans>
    </Button>
  );
}
