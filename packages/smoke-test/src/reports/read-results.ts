import { ProjectError } from '@project-utils/contract'
import type { SuiteResult } from '../suite/result.ts'
import { isMap } from '../values.ts'

/** Results as they were saved, with what else the file says of them. */
export interface SavedResults {
  readonly suites: readonly SuiteResult[]
  /** Whether the command that saved them ended with exit code 0, and nothing in them says otherwise. */
  readonly ok: boolean
  readonly title?: string
  readonly run?: string
}

/**
 * Reads what `--json` printed, also with other lines before it, or the last line of an event stream.
 *
 * @throws ProjectError `SMOKE_RESULT_INVALID` with the place, for a file that is none
 */
export function readResults(text: string, file: string): SavedResults {
  const envelope = envelopeOf(parse(text, file))
  const refuse: Refuse = (path: readonly (string | number)[], what) => {
    const at = path.length === 0 ? '' : ` (${path.join('.')})`
    throw new ProjectError('SMOKE_RESULT_INVALID', `${file} holds no results of suites: ${what}${at}`, {
      where: { file, path },
      hint: 'save them by: project-test smoke --env dev --json > result.json',
    })
  }
  if (!isMap(envelope)) return refuse([], 'it is no JSON object')
  const { data, scopes, command, run, ok } = envelope
  if (!isMap(data)) return refuse(['data'], data === null ? 'the command gave none' : 'there are no data')
  if (!Array.isArray(data['suites'])) return refuse(['data', 'suites'], 'there is no list of suites')
  if (data['suites'].length === 0) return refuse(['data', 'suites'], 'the list of suites is empty')
  for (const [index, suite] of data['suites'].entries()) judgeSuite(suite, ['data', 'suites', index], refuse)
  const scope: unknown = Array.isArray(scopes) ? scopes[0] : undefined
  const names = isMap(scope) ? [scope['project'], scope['environment']] : [command]
  const title = names.filter((name) => typeof name === 'string').join(' ')
  const suites: readonly SuiteResult[] = data['suites']
  return {
    suites,
    ok: ok === true && suites.every(isProved),
    ...(title === '' ? {} : { title }),
    ...(typeof run === 'string' ? { run } : {}),
  }
}

/** Whether each part says so: results that were put together elsewhere may contradict themselves, and red ones stay red. */
function isProved({ ok, steps, setup, cleanup }: SuiteResult): boolean {
  return ok && steps.length > 0 && [...setup, ...steps, ...cleanup].every(({ outcome }) => outcome === 'passed')
}

/** The results of suites that an envelope holds, for whoever knows that it is a whole one; undefined where it holds none. */
export function suitesIn({ data }: { readonly data: unknown }): readonly SuiteResult[] | undefined {
  const suites = isMap(data) ? data['suites'] : undefined
  const isWhole = Array.isArray(suites) && suites.every((one) => isMap(one) && Array.isArray(one['steps']))
  return isWhole ? (suites as readonly SuiteResult[]) : undefined
}

type Refuse = (path: readonly (string | number)[], what: string) => never

function judgeSuite(suite: unknown, path: readonly (string | number)[], refuse: Refuse): void {
  if (!isMap(suite)) refuse(path, 'this is no result of a suite')
  for (const name of ['passed', 'failed', 'ms']) {
    if (typeof suite[name] !== 'number') refuse([...path, name], 'this is no number')
  }
  if (typeof suite['suite'] !== 'string') refuse([...path, 'suite'], 'this is no name')
  if (typeof suite['ok'] !== 'boolean') refuse([...path, 'ok'], 'this is neither true nor false')
  for (const part of ['steps', 'setup', 'cleanup']) {
    const steps = suite[part]
    if (!Array.isArray(steps)) refuse([...path, part], 'this is no list of steps')
    for (const [index, step] of steps.entries()) judgeStep(step, [...path, part, index], refuse)
  }
}

function judgeStep(step: unknown, path: readonly (string | number)[], refuse: Refuse): void {
  if (!isMap(step)) refuse(path, 'this is no result of a step')
  for (const name of ['name', 'kind']) if (typeof step[name] !== 'string') refuse([...path, name], 'this is no text')
  for (const name of ['ms', 'attempts']) {
    if (typeof step[name] !== 'number') refuse([...path, name], 'this is no number')
  }
  const { outcome, message, differences, where, exchange } = step
  if (outcome !== 'passed' && outcome !== 'failed') refuse([...path, 'outcome'], 'this is neither passed nor failed')
  if (message !== undefined && typeof message !== 'string') refuse([...path, 'message'], 'this is no text')
  if (differences !== undefined && !isTexts(differences)) refuse([...path, 'differences'], 'these are no texts')
  if (where !== undefined && !isPlace(where)) refuse([...path, 'where'], 'this is no place')
  if (exchange !== undefined && !isExchange(exchange)) refuse([...path, 'exchange'], 'this is no request and response')
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isPlace(value: unknown): boolean {
  if (!isMap(value)) return false
  const { file, line } = value
  return (file === undefined || typeof file === 'string') && (line === undefined || typeof line === 'number')
}

function isExchange(value: unknown): boolean {
  if (!isMap(value)) return false
  const { request, response, files } = value
  return isSide(request) && (response === undefined || isSide(response)) && (files === undefined || isTexts(files))
}

function isSide(value: unknown): boolean {
  if (!isMap(value) || typeof value['title'] !== 'string') return false
  const { headers, body } = value
  return (headers === undefined || isMap(headers)) && (body === undefined || typeof body === 'string')
}

/** One document, or an event stream of one a line, whose last line is the result. */
function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const last = text.trimEnd().split('\n').at(-1) ?? ''
    try {
      const event: unknown = JSON.parse(last)
      if (isMap(event) && event['type'] === 'result') return event
      throw new SyntaxError('the last line is no result')
    } catch {
      const reason = error instanceof Error ? error.message : String(error)
      const [, position] = /position (\d+)/.exec(reason) ?? []
      const before = position === undefined ? undefined : text.slice(0, Number(position)).split('\n')
      throw new ProjectError('SMOKE_RESULT_INVALID', `${file} is no JSON: ${reason.split('\n')[0] ?? ''}`, {
        where: { file, ...(before === undefined ? {} : { line: before.length }) },
        hint: 'save results by: project-test smoke --env dev --json > result.json',
      })
    }
  }
}

function envelopeOf(value: unknown): unknown {
  return isMap(value) && value['type'] === 'result' ? value['result'] : value
}
