import { runCommand } from '@project-utils/run'
import { formatDuration, readDuration } from '../duration.ts'
import { jsonDifferences } from '../expect/json-text.ts'
import { parseShape } from '../expect/shape.ts'
import { parseTextExpectation, type TextExpectation, textDifference } from '../expect/text-expectation.ts'
import {
  commonReaders,
  type Fields,
  isGiven,
  type Reader,
  readExpected,
  readFields,
  readTextMap,
} from '../read-fields.ts'
import { type Attempt, overdue, type PreparedStep, type StepKind, type StepWorld } from '../step-kind.ts'
import { cut, show } from '../values.ts'

/** A line for the platform's shell, or a program with its arguments. */
type Line = string | readonly [string, ...string[]]

const readLine: Reader<Line> = (value, report) => {
  if (typeof value === 'string' && value.trim() !== '') return value
  const parts: readonly unknown[] = Array.isArray(value) ? value : []
  const texts = parts.filter((part) => typeof part === 'string' || typeof part === 'number').map(String)
  const [program, ...others] = texts
  if (program !== undefined && program !== '' && texts.length === parts.length) return [program, ...others]
  const hint = 'such as npm run check, or [node, scripts/check.js, --all]'
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no command`, hint)
  return undefined
}

const readExit: Reader<readonly number[]> = (value, report) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const codes = list.filter((one) => typeof one === 'number' && Number.isInteger(one) && one >= 0 && one <= 255)
  if (codes.length > 0 && codes.length === list.length) return codes as readonly number[]
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} is no exit code`, 'such as 0 or [0, 2]')
  return undefined
}

const readContains: Reader<TextExpectation> = (value, report) => parseTextExpectation(value, 'contains', report)
const expectations = { exit: readExit, text: readContains, json: parseShape, error: readContains, within: readDuration }
const readers = { run: readLine, environment: readTextMap, ...commonReaders }
type Expected = Fields<typeof expectations>

/** Milliseconds for a command that names no `timeout`. */
const usualTime = 60_000

/** Characters of an output that are read. */
const outputLimit = 1024 * 1024

/** Milliseconds that are never over: the time limit of a step ends its command by its signal. */
const endless = 2 ** 31 - 1

/** `command`: runs a command in the project's folder; without `expect` it must end with exit code 0. */
export const commandStep: StepKind = {
  shorthand: 'run',
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const isComplete = isGiven(settings, 'run', 'npm run check', report)
    const none = { exit: undefined, text: undefined, json: undefined, error: undefined, within: undefined }
    const { expect } = fields
    const expected = expect === undefined ? none : readExpected(expect.value, expectations, report.at('expect'))
    if (!isComplete || fields.run === undefined || expected === undefined) return undefined
    const { run: line, environment = {} } = fields
    return {
      writes: fields.writes ?? true,
      timeLimit: fields.timeout ?? usualTime,
      attempt: (world, signal) => attempt(line, environment, expected, world, signal),
    } satisfies PreparedStep
  },
}

async function attempt(
  line: Line,
  environment: Readonly<Record<string, string>>,
  expected: Expected,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Attempt> {
  const begun = performance.now()
  const output = { stdout: '', stderr: '' }
  const shown =
    typeof line === 'string'
      ? line
      : line.map((part) => (/^[\w./:=@-]+$/.test(part) ? part : show(part, 500))).join(' ')
  const side = (title: string) => ({
    request: { title: cut(shown, 500) },
    response: { title, body: cut([output.stdout, output.stderr].filter((one) => one !== '').join('\n'), 4000) },
  })
  const { region } = world
  try {
    const end = await runCommand({
      line,
      cwd: world.folder,
      environment: { ...world.childEnvironment, AWS_REGION: region, AWS_DEFAULT_REGION: region, ...environment },
      timeLimit: endless,
      signal,
      onLine: () => undefined,
      onOutput: (text, stream) => {
        // One character over the limit tells that there was more.
        output[stream] += text.slice(0, Math.max(0, outputLimit + 1 - output[stream].length))
      },
    })
    const ms = performance.now() - begun
    const how = end.signal === null ? `exit code ${end.code}` : `signal ${end.signal}`
    const differences = differencesOf(expected, end.signal === null ? end.code : undefined, how, output, ms)
    const last = differences.length > 0 && end.lastLines.length > 0 ? [`last lines: ${lastOf(end.lastLines)}`] : []
    const answer = { status: end.code ?? 0, text: output.stdout.trimEnd(), ...parsed(output.stdout), ms }
    return { differences: [...differences, ...last], transient: false, answer, exchange: side(how) }
  } catch (error) {
    if (signal.aborted && signal.reason === overdue) {
      const said = lastOf(`${output.stdout}\n${output.stderr}`.split('\n').filter((one) => one.trim() !== ''))
      const message = `did not end in ${formatDuration(performance.now() - begun)} and was ended with its children`
      const differences = [said === '' ? message : `${message}; last lines: ${said}`]
      return { differences, transient: false, exchange: side('ended at the time limit') }
    }
    signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    return { differences: [`cannot be started: ${reason}`], transient: false, exchange: side('not started') }
  }
}

function differencesOf(
  expected: Expected,
  code: number | null | undefined,
  how: string,
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
  ms: number,
): readonly string[] {
  const differences: string[] = []
  const { exit = [0], text, json, error, within } = expected
  if (typeof code !== 'number' || !exit.includes(code)) {
    differences.push(`expected exit code ${exit.join(' or ')}, got ${how}`)
  }
  const isLong = stdout.length > outputLimit
  if (isLong && (text !== undefined || json !== undefined)) return [...differences, 'its output is larger than 1 MiB']
  const other = text === undefined ? undefined : textDifference(text, stdout.trimEnd())
  if (other !== undefined) differences.push(`output: expected ${other}`)
  if (json !== undefined) differences.push(...jsonDifferences(json, stdout, 'json'))
  const otherError = error === undefined ? undefined : textDifference(error, stderr)
  if (otherError !== undefined) differences.push(`error output: expected ${otherError}`)
  if (within !== undefined && ms > within) {
    differences.push(`expected it to end within ${formatDuration(within)}, it took ${formatDuration(ms)}`)
  }
  return differences
}

function lastOf(lines: readonly string[]): string {
  return cut(lines.slice(-5).join(' | '), 500)
}

function parsed(text: string): { readonly json?: unknown } {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return {}
  }
}
