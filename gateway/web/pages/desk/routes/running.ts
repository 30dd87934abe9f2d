export const runningRoutes = [] as const;
