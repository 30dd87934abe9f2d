import { room } from "./room";
import { appealRoutes } from "./routes/appeals";
import { memberRoutes } from "./routes/members";
import { partnerRoutes } from "./routes/partners";
import { rulesRoutes } from "./routes/rules";
import { runningRoutes } from "./routes/running";
import { workRoutes } from "./routes/work";

export const deskRoutes = room.addChildren([
  ...appealRoutes,
  ...memberRoutes,
  ...workRoutes,
  ...partnerRoutes,
  ...rulesRoutes,
  ...runningRoutes,
]);
