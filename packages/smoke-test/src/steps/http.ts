import { readDuration } from '../duration.ts'
import { answerOf, type HttpExpectations, httpDifferences, parseHttpExpectations } from '../expect/http-expectations.ts'
import { type HttpRequest, sendAsEvent, sendOverHttp } from '../http-request.ts'
import { followRedirects } from '../redirects.ts'
import type { Report } from '../report.ts'
import {
  type Attempt,
  defaultTimeLimit,
  type PreparedStep,
  readWrites,
  refuseUnknown,
  type StepKind,
  type StepWorld,
} from '../step-kind.ts'
import { isMap, show } from '../values.ts'

const methods = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete'] as const
const reading: readonly string[] = ['get', 'head', 'options']
const settingNames: readonly string[] = [
  ...methods,
  'headers',
  'body',
  'follow',
  'through',
  'timeout',
  'writes',
  'expect',
]

/** `http`: sends a request and compares the answer. */
export const httpStep: StepKind = {
  prepare: (settings, report) => {
    refuseUnknown(settings, settingNames, report)
    const expected = parseHttpExpectations(settings['expect'], report.at('expect'))
    const request = readRequest(settings, report)
    const { through, follow, timeout } = settings
    const timeLimit = timeout === undefined ? defaultTimeLimit : readDuration(timeout, report.at('timeout'))
    const writes = readWrites(settings['writes'], report)
    if (through !== undefined && typeof through !== 'string') {
      report.at('through').tell('SMOKE_SETTING_INVALID', 'through names a function by its logical id')
    }
    if (follow !== undefined && typeof follow !== 'boolean') {
      report.at('follow').tell('SMOKE_SETTING_INVALID', 'follow is true or false')
    }
    if (request === undefined || expected === undefined) return undefined
    const route = { through: typeof through === 'string' ? through : undefined, follow: follow === true }
    return {
      writes: writes ?? !reading.includes(request.method.toLowerCase()),
      timeLimit: timeLimit ?? defaultTimeLimit,
      attempt: (world, signal) => attempt(request, route, expected, world, signal),
    } satisfies PreparedStep
  },
}

interface Route {
  readonly through: string | undefined
  readonly follow: boolean
}

async function attempt(
  request: HttpRequest,
  route: Route,
  expected: HttpExpectations,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Attempt> {
  const { through } = route
  const gated = through !== undefined && Object.hasOwn(world.versions, through) ? through : undefined
  const begun = performance.now()
  const send = (one: HttpRequest, isSameOrigin: boolean): ReturnType<typeof sendOverHttp> =>
    gated !== undefined && isSameOrigin ? sendAsEvent(one, gated, world, signal) : sendOverHttp(one, world, signal)
  const reply = route.follow ? await followRedirects(request, send) : await send(request, true)
  if (!('answer' in reply)) return { differences: [reply.failure], transient: reply.transient }
  const answer = { ...reply.answer, ms: performance.now() - begun }
  return {
    differences: httpDifferences(expected, answer),
    transient: answer.status >= 500,
    answer: answerOf(answer),
  }
}

function readRequest(settings: Readonly<Record<string, unknown>>, report: Report): HttpRequest | undefined {
  const named = methods.filter((method) => settings[method] !== undefined)
  const [method] = named
  if (method === undefined || named.length > 1) {
    report.tell(
      'SMOKE_SETTING_INVALID',
      `needs one of ${methods.join(', ')}`,
      'such as: http: { get: "https://…", expect: { status: 200 } }',
    )
    return undefined
  }
  const url = readUrl(settings[method], report.at(method))
  const headers = readHeaders(settings['headers'], report.at('headers'))
  const { body } = settings
  if (body !== undefined && (method === 'get' || method === 'head')) {
    report.at('body').tell('SMOKE_SETTING_INVALID', `${method} sends no body`, 'remove body, or write post instead')
    return undefined
  }
  if (url === undefined || headers === undefined) return undefined
  const content = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  return {
    method: method.toUpperCase(),
    url,
    headers: content === undefined ? headers : { 'content-type': type, ...headers },
    ...(content === undefined ? {} : { body: content }),
  }
}

function readUrl(value: unknown, report: Report): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url.href
  const hint =
    url !== null && url.username !== '' ? 'send who you are as a header' : 'such as https://example.com/health'
  report.tell('SMOKE_URL_INVALID', `${show(value)} is no complete web address`, hint)
  return undefined
}

function readHeaders(value: unknown, report: Report): Readonly<Record<string, string>> | undefined {
  if (value === undefined) return {}
  if (!isMap(value)) {
    report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no map of headers`)
    return undefined
  }
  const headers: Record<string, string> = {}
  for (const [name, one] of Object.entries(value)) {
    try {
      if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean') throw new TypeError('no text')
      new Headers([[name, String(one)]])
      headers[name.toLowerCase()] = String(one)
    } catch {
      report
        .at(name)
        .tell(
          'SMOKE_SETTING_INVALID',
          `header ${show(name)} cannot be sent with this value`,
          'such as accept: application/json',
        )
      return undefined
    }
  }
  return headers
}
