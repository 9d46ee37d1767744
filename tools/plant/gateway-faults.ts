import type { Application, Fault, Undo } from './fault.ts'

const open = { allowOrigins: ['*'], allowMethods: ['GET', 'POST'], allowHeaders: ['content-type'], maxAge: 600 }

/** Changes what browsers of other origins may do. */
const cors =
  (changes: Partial<typeof open>) =>
  async (application: Application): Promise<Undo> => {
    await application.gateway('PATCH', '', { corsConfiguration: { ...open, ...changes } })
    return () => application.gateway('PATCH', '', { corsConfiguration: open })
  }

interface Route {
  readonly routeId: string
  readonly routeKey: string
  readonly target: string
}

async function routeOf(application: Application, key: string): Promise<Route> {
  const { items } = (await application.gateway('GET', '/routes')) as { readonly items: readonly Route[] }
  const route = items.find(({ routeKey }) => routeKey === key)
  if (route === undefined) throw new Error(`the API has no route ${key}`)
  return route
}

/** Faults between browsers and functions. */
export const gatewayFaults: readonly Fault[] = [
  {
    name: 'CORS missing: no browser may read the answers',
    async plant(application) {
      await application.gateway('DELETE', '/cors')
      return () => application.gateway('PATCH', '', { corsConfiguration: open })
    },
    suites: ['smoke'],
    step: 'the API lists reports',
    says: /header access-control-allow-origin: expected it, got none/,
  },
  {
    name: 'CORS wrong: only another site may ask',
    plant: cors({ allowOrigins: ['https://other.example'] }),
    suites: ['smoke'],
    step: 'the API lists reports',
    says: /header access-control-allow-origin: expected/,
  },
  {
    name: 'CORS without POST: nobody can vote from the site',
    plant: cors({ allowMethods: ['GET'] }),
    suites: ['smoke'],
    step: 'browsers may send votes from the site',
    says: /access-control-allow-methods|expected status 200 or 204/,
  },
  {
    name: 'CORS without the header of JSON',
    plant: cors({ allowHeaders: ['x-other'] }),
    suites: ['smoke'],
    step: 'browsers may send votes from the site',
    says: /access-control-allow-headers|expected status 200 or 204/,
  },
  {
    name: 'a route missing: votes lead nowhere',
    async plant(application) {
      const route = await routeOf(application, 'POST /reports/{id}/votes')
      await application.gateway('DELETE', `/routes/${route.routeId}`)
      const { routeKey, target } = route
      return () => application.gateway('POST', '/routes', { routeKey, target })
    },
    suites: ['paths'],
    step: 'a vote is counted',
    says: /expected status 201, got 404/,
  },
  {
    name: 'a route to the wrong function: votes reach the one for reports',
    async plant(application) {
      const [votes, reports] = [
        await routeOf(application, 'POST /reports/{id}/votes'),
        await routeOf(application, 'POST /reports'),
      ]
      await application.gateway('PATCH', `/routes/${votes.routeId}`, { target: reports.target })
      return () => application.gateway('PATCH', `/routes/${votes.routeId}`, { target: votes.target })
    },
    suites: ['paths'],
    step: 'a vote is counted',
    says: /expected status 201, got 404 \(.*nothing is at/,
  },
]
