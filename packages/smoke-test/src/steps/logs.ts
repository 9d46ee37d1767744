import { readDuration } from '../duration.ts'
import { compareShape } from '../expect/compare-shape.ts'
import { countDifference, readCount } from '../expect/count.ts'
import { parseShape } from '../expect/shape.ts'
import { parseTextExpectation, type TextExpectation, textDifference } from '../expect/text-expectation.ts'
import {
  commonReaders,
  type Fields,
  isOpen,
  type Reader,
  readExpected,
  readFields,
  readName,
  readText,
  readTrue,
  readVerb,
} from '../read-fields.ts'
import { attemptService, shownLimit } from '../service/attempt.ts'
import { type LogLine, readLogLines } from '../service/log-lines.ts'
import { findResource, type ResourceKind, type ServiceResource } from '../service/resource.ts'
import { type Attempt, defaultTimeLimit, type PreparedStep, type StepKind, type StepWorld } from '../step-kind.ts'
import { show } from '../values.ts'

const gone = ['ResourceNotFoundException']
const group: ResourceKind = { word: 'log-group', types: ['AWS::Logs::LogGroup'], gone }
const ofFunction: ResourceKind = { word: 'function', types: ['AWS::Lambda::Function'], gone }

const readContains: Reader<TextExpectation> = (value, report) => parseTextExpectation(value, 'contains', report)
const expectations = { text: readContains, json: parseShape, count: readCount, absent: readTrue }
const readers = {
  function: readName,
  group: readName,
  pattern: readText,
  before: readDuration,
  ...commonReaders,
}

/** Milliseconds until which a line may come: CloudWatch Logs shows it some seconds after it was written. */
const usuallyWithin = 30_000

interface Search {
  readonly expected: Fields<typeof expectations>
  readonly pattern: string | undefined
  /** Milliseconds before the suite's begin from which lines count. */
  readonly before: number
}

/** `logs`: what a function, or another log group, wrote since the suite began. */
export const logsStep: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const verb = readVerb(settings, ['function', 'group'], report)
    const expected = readExpected(fields.expect?.value, expectations, report.at('expect'))
    if (expected?.absent === true && expected.count !== undefined) {
      const at = report.at('expect', 'absent')
      at.tell('SMOKE_EXPECTATION_INVALID', 'absent lines have no count', 'leave one of them out')
    }
    const name = verb === undefined ? undefined : fields[verb]
    if (verb === undefined || name === undefined || expected === undefined) return undefined
    const search = { expected, pattern: fields.pattern, before: fields.before ?? 0 }
    const isNegative = !isOpen(settings['expect']) && differencesOf(expected, []).length === 0
    return {
      writes: fields.writes ?? false,
      timeLimit: fields.timeout ?? defaultTimeLimit,
      ...(isNegative ? { negative: 'no such line' } : { eventually: usuallyWithin }),
      attempt: (world, signal) => attempt({ verb, name }, search, world, signal),
    } satisfies PreparedStep
  },
}

async function attempt(
  written: { readonly verb: 'function' | 'group'; readonly name: string },
  { expected, pattern, before }: Search,
  world: StepWorld,
  signal: AbortSignal,
): Promise<Attempt> {
  const of = groupOf(written, world)
  const request = {
    what: `reading log group ${of.name}`,
    needs: ['logs:FilterLogEvents'],
    of,
    shown: { title: `FilterLogEvents ${of.name}${pattern === undefined ? '' : ` ${pattern}`}` },
  }
  return await attemptService(request, signal, async () => {
    const { CloudWatchLogsClient } = await import('../service/sdk-logs.ts')
    const query = { logGroupName: of.name, startTime: world.begun - before, filterPattern: pattern }
    const lines = await readLogLines(world.client(CloudWatchLogsClient), query, signal)
    const fitting = lines.filter((line) => fits(expected, line))
    const shown = {
      title: `${lines.length} lines`,
      body: show(
        lines.slice(-20).map(({ text }) => text),
        shownLimit,
      ),
    }
    const json = fitting.slice(0, 100).map((line) => ({ ...line, json: parse(line.text) }))
    return {
      differences: differencesOf(expected, fitting),
      transient: expected.absent !== true,
      answer: { json },
      shown,
    }
  })
}

/** A function writes to the group that is named after it, unless its template says otherwise. */
function groupOf({ verb, name }: { readonly verb: string; readonly name: string }, world: StepWorld): ServiceResource {
  if (verb === 'group') return findResource(name, group, world)
  const known = Object.hasOwn(world.functions, name) ? world.functions[name] : undefined
  const physical = known ?? findResource(name, ofFunction, world).name
  const logGroup = `/aws/lambda/${physical}`
  const absent = `log group ${logGroup} does not exist; ${name} was never invoked, or writes elsewhere: name it by group`
  return { name: logGroup, gone, absent }
}

function fits({ text, json }: Fields<typeof expectations>, line: LogLine): boolean {
  if (text !== undefined && textDifference(text, line.text) !== undefined) return false
  return json === undefined || compareShape(json, parse(line.text), '').length === 0
}

function differencesOf(expected: Fields<typeof expectations>, lines: readonly LogLine[]): readonly string[] {
  if (expected.absent === true) {
    const first = lines[0]?.text
    return first === undefined ? [] : [`expected no such line, got ${lines.length}, the first: ${show(first)}`]
  }
  const difference = countDifference(
    expected.count ?? { least: 1, most: Number.POSITIVE_INFINITY },
    lines.length,
    'such lines',
  )
  return difference === undefined ? [] : [difference]
}

/** A line as data; a line of a function's text format has its time, request and level before it. */
function parse(text: string): unknown {
  const [, message = text] = /^\S+Z\t[\w-]+\t[A-Z]+\t(.*)$/s.exec(text) ?? []
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}
