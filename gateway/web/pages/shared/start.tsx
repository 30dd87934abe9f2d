import "@mantine/core/styles.css";
import "./page.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode, useMemo } from "react";
import { createRoot } from "react-dom/client";
import { Provider } from "urql";
import { router } from "../routes";
import { newClient } from "./asking/client";
import { useSession } from "./asking/session";
import { nonce } from "./facts";
import { readable, theme } from "./theme";
import { speakFirstWords } from "./words/language";

setNonce(nonce); // of what locks scrolling behind a dialogue

function Pages() {
  const session = useSession();
  const person = session && `${session.role} ${session.id}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person, another client
  const client = useMemo(newClient, [person]);
  return (
    <Provider value={client}>
      <RouterProvider router={router} />
    </Provider>
  );
}

speakFirstWords();
createRoot(document.getElementById("page") as HTMLElement).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={readable}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <Pages />
      </MantineProvider>
    </I18nProvider>
  </StrictMode>,
);
