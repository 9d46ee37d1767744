import { isMap } from '../values.ts'
import type { RecordedRequest, Recording } from './recorded.ts'
import { isOpaque, recordedStep, type WrittenStep } from './recorded-step.ts'
import { groupByRoute, isVolatile, type Route } from './route.ts'
import { isSecretName, looksSecret, nameSecrets } from './secrets.ts'

/** How a suite is made of a recording. */
export interface RecordInput {
  readonly recording: Recording
  /** Name of the suite. */
  readonly name: string
  /** Steps at most. */
  readonly limit: number
  /** Whether requests that write are taken, too. */
  readonly writes: boolean
  /** Values of the stacks' outputs by how they are referred to, such as `outputs.app.ApiUrl`. */
  readonly outputs: Readonly<Record<string, string>>
}

/** A suite made of a recording. */
export interface RecordedSuite {
  readonly name: string
  readonly steps: readonly WrittenStep[]
  /** Names of the secrets that it refers to. */
  readonly secrets: readonly string[]
  /** What was left out, for people. */
  readonly leftOut: readonly string[]
}

const reading: readonly string[] = ['GET', 'HEAD']
const known: readonly string[] = [...reading, 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Makes a suite of recorded requests: one of each route, the most frequent first. Secrets become references, and identifiers
 * that an earlier answer holds become captures.
 */
export function recordSuite({ recording, name, limit, writes, outputs }: RecordInput): RecordedSuite {
  const opaque = recording.requests.filter(isOpaque)
  const routes = groupByRoute(recording.requests.filter((request) => !opaque.includes(request)))
  const taken = routes.filter(
    ({ request }) => known.includes(request.method) && (writes || reading.includes(request.method)),
  )
  const kept = taken.slice(0, limit)
  const secrets = nameSecrets()
  // All secrets are known before the first text is written: one of them may stand where no name tells of it.
  const noCaptures = { base: () => undefined, captured: () => undefined }
  for (const { request } of kept) recordedStep(request, '', false, secrets, noCaptures)
  const captures = planCaptures(kept)
  const used = new Set<string>()
  const steps = kept.map(({ request, count }, index) => {
    const addresses = {
      base: (url: URL) => baseOf(url, outputs),
      captured: (part: string) =>
        captures
          .get(part)
          ?.filter((one) => one.step < index)
          .at(0)?.name,
    }
    const step = recordedStep(
      request,
      free(nameOf(request, count), used),
      !reading.includes(request.method),
      secrets,
      addresses,
    )
    const made = [...captures.values()].flat().filter((one) => one.step === index && isUsed(one.name, index))
    return made.length === 0
      ? step
      : { ...step, capture: Object.fromEntries(made.map((one) => [one.name, one.expression])) }
  })
  const left = routes.filter((route) => !taken.includes(route))
  return {
    name,
    steps,
    secrets: secrets.list(),
    leftOut: [
      ...recording.leftOut.map((reason) => `requests ${reason}`),
      ...(opaque.length === 0
        ? []
        : [`requests ${opaque.length} with a body in which secrets cannot be told from the rest`]),
      ...left.map((route) => `${hidden(route)}: it writes (--writes takes it)`),
      ...(taken.length > kept.length
        ? [`${taken.length - kept.length} less frequent routes (--limit ${taken.length} takes them)`]
        : []),
    ],
  }

  function isUsed(captureName: string, from: number): boolean {
    return kept.some(({ request }, index) => {
      if (index <= from) return false
      return partsOf(request).some((part) => captures.get(part)?.at(0)?.name === captureName)
    })
  }
  function hidden({ request }: Route): string {
    return secrets.hide(nameOf(request, 1))
  }
}

interface PlannedCapture {
  readonly step: number
  readonly name: string
  readonly expression: string
}

/** Identifiers in later addresses that an earlier answer holds, by value: the first answer that has one gives it. */
function planCaptures(routes: readonly Route[]): ReadonlyMap<string, readonly PlannedCapture[]> {
  const planned = new Map<string, readonly PlannedCapture[]>()
  const names = new Set<string>()
  for (const [index, { request }] of routes.entries()) {
    for (const part of partsOf(request)) {
      if (!isVolatile(part) || looksSecret(part) || planned.has(part)) continue
      for (const [step, earlier] of routes.slice(0, index).entries()) {
        const path = findValue(jsonOf(earlier.request), part)
        if (path === undefined) continue
        planned.set(part, [{ step, name: captureName(path, names), expression: path.join('') }])
        break
      }
    }
  }
  return planned
}

function partsOf({ url }: RecordedRequest): readonly string[] {
  return [
    ...url.pathname.split('/').filter((part) => part !== ''),
    ...[...url.searchParams.values()].filter(isIdentifier),
  ]
}

/** A short number may count as well as name. */
function isIdentifier(value: string): boolean {
  return value.length >= 6
}

function jsonOf({ answer }: RecordedRequest): unknown {
  if (answer?.body === undefined || !/(^|[/+])json$/.test(answer.type ?? '')) return undefined
  try {
    return JSON.parse(answer.body)
  } catch {
    return undefined
  }
}

/** Where a value stands in data, as steps of a JSONata path: `['items', '[0]', '.id']`. */
function findValue(data: unknown, value: string, path: readonly string[] = []): readonly string[] | undefined {
  if (path.length > 8) return undefined
  if (typeof data === 'string' || typeof data === 'number') {
    return String(data) === value && path.length > 0 ? path : undefined
  }
  if (Array.isArray(data)) {
    for (const [index, item] of data.slice(0, 100).entries()) {
      const found = findValue(item, value, [...path, path.length === 0 ? `$[${index}]` : `[${index}]`])
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!isMap(data)) return undefined
  for (const [key, inner] of Object.entries(data)) {
    if (isSecretName(key)) continue
    const name = /^[A-Za-z_]\w*$/.test(key) ? key : `\`${key.replaceAll('`', '')}\``
    const found = findValue(inner, value, [...path, path.length === 0 ? name : `.${name}`])
    if (found !== undefined) return found
  }
  return undefined
}

function captureName(path: readonly string[], names: Set<string>): string {
  const words = path.map((part) => part.replaceAll(/\W+/g, '')).filter((part) => /^[A-Za-z]/.test(part))
  const [last = 'id', owner] = [words.at(-1), words.at(-2)]
  const singular = owner?.replace(/s$/, '')
  const plain = /^id$/i.test(last) && singular !== undefined && singular !== 'item' ? `${singular}Id` : last
  return free(plain, names, '')
}

function nameOf({ method, url }: RecordedRequest, count: number): string {
  const path = url.pathname
    .split('/')
    .map((part) => (isVolatile(part) || looksSecret(part) ? '…' : part))
    .join('/')
  return `${method} ${path}${count > 1 ? ` (${count} times)` : ''}`
}

function free(name: string, used: Set<string>, gap = ' '): string {
  let one = name
  for (let number = 2; used.has(one); number++) one = `${name}${gap}${number}`
  used.add(one)
  return one
}

/** The output whose value an address begins with; the longest where several do. */
function baseOf(
  url: URL,
  outputs: RecordInput['outputs'],
): { readonly reference: string; readonly length: number } | undefined {
  const fitting = Object.entries(outputs).flatMap(([name, value]) => {
    const base = /^https?:/.test(value) ? URL.parse(value) : URL.parse(`https://${value}`)
    if (base === null || base.origin !== url.origin || base.search !== '') return []
    const path = base.pathname.replace(/\/$/, '')
    const isBelow = url.pathname === path || url.pathname.startsWith(`${path}/`)
    if (!isBelow) return []
    // What ends in a slash would give two of them.
    const isExact = /^https?:/.test(value) && !value.endsWith('/')
    const reference = /^https?:/.test(value) ? `\${${name}}` : `https://\${${name}}`
    return isExact || !/^https?:/.test(value) ? [{ reference, length: path.length }] : []
  })
  return fitting.toSorted((a, b) => b.length - a.length)[0]
}
