import type { Report } from '../report.ts'
import { refuseUnknown, type StepWorld, unresolved } from '../step-kind.ts'
import { isMap, show } from '../values.ts'
import type { HttpRequest } from './request.ts'

/** How a request says who sends it. */
export type Authorization =
  | { readonly is: 'bearer'; readonly token: string }
  | { readonly is: 'basic'; readonly user: string; readonly password: string }
  | {
      readonly is: 'sigv4'
      /** Default: by the address. */
      readonly service: string | undefined
      /** Default: by the address, else the environment's. */
      readonly region: string | undefined
    }

const example = 'auth: sigv4, auth: { bearer: "${secret:token}" } or auth: { basic: { user: …, password: … } }'

/** Reads `auth`; tells a problem where it says nothing. */
export function readAuthorization(value: unknown, report: Report): Authorization | undefined {
  if (value === 'sigv4') return { is: 'sigv4', service: undefined, region: undefined }
  const entries = isMap(value) ? Object.entries(value) : []
  const [entry] = entries
  if (entry === undefined || entries.length > 1 || !['bearer', 'basic', 'sigv4'].includes(entry[0])) {
    // What waits for its value may become the word.
    if (value !== unresolved) report.tell('SMOKE_SETTING_INVALID', `${show(value)} says not who sends`, example)
    return undefined
  }
  const [kind, told] = entry
  if (kind === 'bearer') return readBearer(told, report.at(kind))
  return kind === 'basic' ? readBasic(told, report.at(kind)) : readSigning(told, report.at(kind))
}

function readBearer(token: unknown, report: Report): Authorization | undefined {
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return { is: 'bearer', token }
  // Never shown: it may be a secret that is only written wrongly.
  report.tell('SMOKE_SETTING_INVALID', 'a bearer token is a text without spaces and line ends', example)
  return undefined
}

function readBasic(told: unknown, report: Report): Authorization | undefined {
  const { user, password, ...others } = isMap(told) ? told : {}
  refuseUnknown(others, ['user', 'password'], report)
  if (typeof user === 'string' && typeof password === 'string' && user !== '' && !user.includes(':')) {
    return { is: 'basic', user, password }
  }
  report.tell('SMOKE_SETTING_INVALID', 'basic needs a user, without colon, and a password', example)
  return undefined
}

function readSigning(told: unknown, report: Report): Authorization | undefined {
  const { service, region, ...others } = isMap(told) ? told : { others: told }
  refuseUnknown(others, ['service', 'region'], report)
  for (const [name, one] of Object.entries({ service, region })) {
    if (one !== undefined && !(typeof one === 'string' && /^[a-z0-9-]+$/.test(one)) && one !== unresolved)
      report.at(name).tell('SMOKE_SETTING_INVALID', `${show(one)} is no ${name}`, 'such as execute-api, us-east-1')
  }
  const text = (one: unknown): string | undefined => (typeof one === 'string' ? one : undefined)
  return { is: 'sigv4', service: text(service), region: text(region) }
}

/**
 * The request with what says who sends it; tells the world the secrets first.
 *
 * @throws ProjectError `SMOKE_NO_SESSION` where it is to be signed and the suite is run without an account
 */
export async function authorize(
  request: HttpRequest,
  authorization: Authorization,
  world: StepWorld,
): Promise<HttpRequest> {
  if (authorization.is === 'sigv4') {
    const { sign } = await import('./sign.ts')
    return await sign(request, authorization, world)
  }
  return { ...request, headers: { ...request.headers, authorization: headerOf(authorization, world) } }
}

function headerOf(authorization: Exclude<Authorization, { is: 'sigv4' }>, world: StepWorld): string {
  if (authorization.is === 'bearer') {
    world.keepSecret(authorization.token)
    return `Bearer ${authorization.token}`
  }
  const { user, password } = authorization
  const pair = Buffer.from(`${user}:${password}`).toString('base64')
  world.keepSecret(password)
  world.keepSecret(pair)
  return `Basic ${pair}`
}
