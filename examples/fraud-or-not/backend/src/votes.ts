import { openTable, variable } from './environment.ts'
import { type Handler, serve } from './http.ts'
import { votesRoutes } from './votes-routes.ts'

/** Takes votes. */
export const handler: Handler = serve(
  votesRoutes({ table: openTable(), votesPerDay: Number(variable('VOTES_PER_DAY')), now: () => new Date() }),
)
