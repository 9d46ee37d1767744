import { readDuration } from '../duration.ts'
import { viewBody } from '../expect/answer-body.ts'
import { answerOf, httpDifferences } from '../expect/http-differences.ts'
import { type HttpExpectations, parseHttpExpectations } from '../expect/http-expectations.ts'
import { percentileDifferences, refuseTooFew } from '../expect/percentiles.ts'
import { judgeAuthority, readAuthority } from '../http/authority.ts'
import { type Authorization, authorize, readAuthorization } from '../http/authorization.ts'
import { exchangeOf, secretsOf } from '../http/exchange.ts'
import { methods, readRequest } from '../http/read-request.ts'
import { followRedirects } from '../http/redirects.ts'
import { type Repeat, readRepeat, repeated } from '../http/repeat.ts'
import type { HttpRequest, Reply } from '../http/request.ts'
import { sendAsEvent, sendOverHttp, type Through } from '../http/send.ts'
import { readThrough } from '../http/through.ts'
import { readAnything, readFields, readFlag } from '../read-fields.ts'
import {
  type Attempt,
  defaultTimeLimit,
  type PreparedStep,
  readWrites,
  type StepKind,
  type StepWorld,
} from '../step-kind.ts'

const reading: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

const readers = {
  ...(Object.fromEntries(methods.map((method) => [method, readAnything])) as Record<
    (typeof methods)[number],
    typeof readAnything
  >),
  query: readAnything,
  headers: readAnything,
  body: readAnything,
  form: readAnything,
  base64: readAnything,
  auth: readAuthorization,
  tls: readAuthority,
  follow: readFlag,
  through: readThrough,
  repeat: readRepeat,
  timeout: readDuration,
  writes: readWrites,
  expect: readAnything,
}

/** What a step sends, how, and what it expects. */
interface Plan {
  readonly request: HttpRequest
  /** What the headers say of who sends. */
  readonly secrets: readonly string[]
  readonly expected: HttpExpectations
  readonly auth: Authorization | undefined
  readonly ca: string | undefined
  readonly follow: boolean
  readonly through: Through | undefined
}

/** `http`: sends a request and compares the answer. */
export const httpStep: StepKind = {
  prepare: (settings, report) => {
    const { auth, tls, follow, through, repeat, timeout, writes } = readFields(settings, readers, report)
    const expected = parseHttpExpectations(settings['expect'], report.at('expect'))
    const request = readRequest(settings, report)
    if (expected !== undefined) {
      const { percentiles, redirect } = expected
      if (percentiles.length > 0 && settings['repeat'] === undefined) {
        const hint = 'add repeat: 20 beside expect, or say within'
        report.at('expect', 'percentiles').tell('SMOKE_EXPECTATION_INVALID', 'one answer has no percentiles', hint)
      }
      if (repeat !== undefined) refuseTooFew(percentiles, repeat.times, report.at('expect', 'percentiles'))
      if (redirect !== undefined && follow === true)
        report
          .at('follow')
          .tell('SMOKE_SETTING_INVALID', 'a redirect that is followed is not the answer', 'leave it out')
    }
    if (auth !== undefined && request?.headers['authorization'] !== undefined)
      report.at('auth').tell('SMOKE_SETTING_INVALID', 'headers say already who sends', 'leave one of them out')
    if (request === undefined || expected === undefined) return undefined
    const plan = {
      request,
      secrets: secretsOf(request.headers),
      expected,
      auth,
      ca: tls,
      follow: follow === true,
      through,
    }
    return {
      writes: writes ?? !reading.includes(request.method),
      timeLimit: timeout ?? defaultTimeLimit,
      attempt: (world, signal) =>
        repeat === undefined ? attempt(plan, world, signal) : attemptOften(plan, repeat, world, signal),
      judge: async (folder, late) => {
        if (tls !== undefined && folder !== undefined) await judgeAuthority(tls, folder, late.at('tls', 'ca'))
        for (const [name, one] of expected.late) await one.judge(folder, late.at('expect', name))
      },
    } satisfies PreparedStep
  },
}

type Once = Attempt & { readonly ms: number }

async function attempt(plan: Plan, world: StepWorld, signal: AbortSignal): Promise<Once> {
  const { request, expected, follow } = plan
  for (const secret of plan.secrets) world.keepSecret(secret)
  const begun = performance.now()
  // The last one that was sent: what a report is to show.
  let sent = request
  const send = async (one: HttpRequest, isOwn: boolean): Promise<Reply> => {
    sent = plan.auth === undefined || !isOwn ? one : await authorize(one, plan.auth, world)
    return await deliver(sent, plan, isOwn, world, signal)
  }
  const reply = follow ? await followRedirects(request, send) : await send(request, true)
  const ms = performance.now() - begun
  if (reply.answer === undefined) {
    const { failure, transient } = reply
    return { differences: [failure], transient, ms, exchange: exchangeOf(sent, undefined) }
  }
  const answer = { ...reply.answer, ms }
  const body = viewBody(answer.body)
  const differences = await httpDifferences(expected, { request: sent, answer, body, folder: world.folder })
  const seen = { differences, answer: answerOf(answer, body), ms }
  if (differences.length === 0) return { ...seen, transient: false }
  const transient = answer.status >= 500 || answer.status === 429
  return { ...seen, transient, exchange: exchangeOf(sent, answer) }
}

/** In a gate to the version of the function itself, as long as no redirect led elsewhere; else over HTTP. */
function deliver(
  request: HttpRequest,
  { through, ca }: Plan,
  isOwn: boolean,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Reply> {
  const isGated = isOwn && through !== undefined && Object.hasOwn(world.versions, through.function)
  return isGated ? sendAsEvent(request, through, world, signal) : sendOverHttp(request, world, signal, ca)
}

/** Every answer must be as expected; their times together, too. No answer is kept but the one that is told of. */
async function attemptOften(plan: Plan, repeat: Repeat, world: StepWorld, signal: AbortSignal): Promise<Attempt> {
  const times: number[] = []
  let wrong = 0
  let isTransient = true
  let first: Once | undefined
  let slowest: Once | undefined
  await repeated(repeat, async () => {
    const one = await attempt(plan, world, signal)
    times.push(one.ms)
    if (one.differences.length > 0) {
      wrong += 1
      isTransient = isTransient && one.transient
      first ??= one
    } else if (slowest === undefined || one.ms > slowest.ms) slowest = one
  })
  const late = percentileDifferences(plan.expected.percentiles, times)
  const told = first ?? slowest
  if (told === undefined || wrong === 0) return { transient: false, ...told, differences: late }
  const found = `${wrong} of ${times.length} answers differ, the first of them: ${told.differences.join('; ')}`
  return { ...told, differences: [found, ...late], transient: isTransient }
}
