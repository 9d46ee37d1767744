import { Resolver } from 'node:dns'
import { compareShape } from '../expect/compare-shape.ts'
import { countDifference, readCount } from '../expect/count.ts'
import { parseShape } from '../expect/shape.ts'
import { type RecordType, recordTypes, resolveName } from '../network/resolve-name.ts'
import {
  commonReaders,
  type Fields,
  isGiven,
  isOpen,
  type Reader,
  readExpected,
  readFields,
  readTrue,
} from '../read-fields.ts'
import { type Attempt, defaultTimeLimit, type PreparedStep, type StepKind, unresolved } from '../step-kind.ts'
import { show } from '../values.ts'

const readType: Reader<RecordType> = (value, report) => {
  const type = recordTypes.find((one) => one === String(value).toUpperCase())
  if (type === undefined) {
    report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no type of record`, `one of ${recordTypes.join(', ')}`)
  }
  return type
}

const readHost: Reader<string> = (value, report) => {
  if (value === unresolved) return unresolved
  if (typeof value === 'string' && /^(?=.{1,254}$)([\w-]{1,63}\.)*[\w-]{1,63}\.?$/.test(value)) return value
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no name of a host`, 'such as api.example.com')
  return undefined
}

const readServer: Reader<string> = (value, report) => {
  try {
    new Resolver().setServers([value as string])
    return value as string
  } catch {
    report.tell(
      'SMOKE_SETTING_INVALID',
      `${show(value)} is no address of a name server`,
      'such as 1.1.1.1 or 127.0.0.1:53',
    )
    return undefined
  }
}

/** Reads a record, or a list of them; `equals` needs them all and no other. */
const readRecords: Reader<readonly string[]> = (value, report) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.filter((one) => typeof one === 'string' && one !== '')
  if (texts.length > 0 && texts.length === list.length) return texts as readonly string[]
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} names no records`, 'a text, or a list of texts')
  return undefined
}

const expectations = {
  contains: readRecords,
  equals: readRecords,
  records: parseShape,
  count: readCount,
  absent: readTrue,
}
type Expected = Fields<typeof expectations>

const readers = { name: readHost, type: readType, server: readServer, ...commonReaders }

/** `dns`: what a name resolves to. */
export const dnsStep: StepKind = {
  prepare: (settings, report) => {
    const fields = readFields(settings, readers, report)
    const isComplete = isGiven(settings, 'name', 'api.example.com', report)
    const expected = readExpected(fields.expect?.value, expectations, report.at('expect'))
    if (expected?.absent === true && Object.values(expected).filter((one) => one !== undefined).length > 1) {
      const hint = 'leave the others out'
      report.at('expect', 'absent').tell('SMOKE_EXPECTATION_INVALID', 'absent records have no content', hint)
    }
    if (!isComplete || fields.name === undefined || expected === undefined) return undefined
    const question = { name: fields.name, type: fields.type ?? 'A', server: fields.server }
    const isNegative = !isOpen(settings['expect']) && differencesOf(expected, []).length === 0
    return {
      writes: fields.writes ?? false,
      timeLimit: fields.timeout ?? defaultTimeLimit,
      ...(isNegative ? { negative: 'no such record' } : {}),
      attempt: (_, signal) => attempt(question, expected, signal),
    } satisfies PreparedStep
  },
}

interface Question {
  readonly name: string
  readonly type: RecordType
  readonly server: string | undefined
}

async function attempt({ name, type, server }: Question, expected: Expected, signal: AbortSignal): Promise<Attempt> {
  const begun = performance.now()
  const { records, failure } = await resolveName(name, type, server, signal)
  const request = { title: `${type} ${name}${server === undefined ? '' : ` of ${server}`}` }
  // An answer that did not come is no proof that there is nothing.
  if (failure !== undefined) {
    return { differences: [`${type} ${name}: ${failure}`], transient: true, exchange: { request } }
  }
  const exchange = { request, response: { title: `${records.length} records`, body: show(records, 4000) } }
  const differences = differencesOf(expected, records)
  return { differences, transient: false, answer: { json: records, ms: performance.now() - begun }, exchange }
}

function differencesOf(
  { contains, equals, records: shape, count, absent }: Expected,
  records: readonly string[],
): readonly string[] {
  if (absent === true) return records.length === 0 ? [] : [`expected no record, got ${show(records)}`]
  const got = records.length === 0 ? 'no record' : show(records)
  const lacks = (wanted: readonly string[]): readonly string[] =>
    wanted.filter((one) => !records.some((found) => isSame(one, found)))
  const differences = lacks(contains ?? []).map((one) => `expected record ${show(one)}, got ${got}`)
  const isOther = equals !== undefined && (lacks(equals).length > 0 || records.length !== new Set(equals).size)
  if (isOther) differences.push(`expected exactly ${show(equals)}, got ${got}`)
  const difference = count === undefined ? undefined : countDifference(count, records.length, 'records')
  if (difference !== undefined) differences.push(difference)
  return shape === undefined ? differences : [...differences, ...compareShape(shape, records, 'records')]
}

/** Host names differ neither in case nor in a final dot; texts do. */
function isSame(wanted: string, found: string): boolean {
  return wanted === found || wanted.toLowerCase().replace(/\.$/, '') === found
}
