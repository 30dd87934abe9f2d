import { room } from "./room";
import { appealRoutes } from "./routes/appeals";
import { memberRoutes } from "./routes/members";
import { rulesRoutes } from "./routes/rules";
import { runningRoutes } from "./routes/running";
import { workRoutes } from "./routes/work";

export const deskRoutes = room.addChildren([
  ...appealRoutes,
  ...memberRoutes,
  ...workRoutes,
  ...rulesRoutes,
  ...runningRoutes,
]);
