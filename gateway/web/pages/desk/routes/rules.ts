export const rulesRoutes = [] as const;
