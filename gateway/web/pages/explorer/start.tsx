import "./workers";
import "graphiql/style.css";
import "./explorer.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Explorer } from "./Explorer";

const place = document.getElementById("explorer");
if (place)
  createRoot(place).render(
    <StrictMode>
      <Explorer />
    </StrictMode>,
  );
