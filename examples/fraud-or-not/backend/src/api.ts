import { randomUUID } from 'node:crypto'
import { openTable, variable } from './environment.ts'
import { type Handler, serve } from './http.ts'
import { reportsRoutes } from './reports-routes.ts'

/** Lists, shows and takes reports. */
export const handler: Handler = serve(
  reportsRoutes({
    table: openTable(),
    showLeaderboard: variable('SHOW_LEADERBOARD') === 'true',
    now: () => new Date(),
    newId: randomUUID,
  }),
)
