import { readDuration } from './duration.ts'
import { readExpect, tellEmpty } from './expect/read-expect.ts'
import type { Report } from './report.ts'
import { readWrites, refuseUnknown, unresolved, type Writes } from './step-kind.ts'
import { isMap, show } from './values.ts'

/** Reads one setting; tells a problem and gives undefined where it is wrong. */
export type Reader<T> = (value: unknown, report: Report) => T | undefined

type Readers = Readonly<Record<string, Reader<unknown>>>

/** What readers read, by name; a setting that is absent, wrong or still waits for its value is undefined. */
export type Fields<R extends Readers> = { readonly [Name in keyof R]: NonNullable<ReturnType<R[Name]>> | undefined }

/** Reads the settings of a step; tells of unknown ones, too. */
export function readFields<R extends Readers>(
  written: Readonly<Record<string, unknown>>,
  readers: R,
  report: Report,
): Fields<R> {
  refuseUnknown(written, Object.keys(readers), report)
  return readEach(written, readers, report)
}

/** Reads `expect`; tells where it is no map, knows no such word, or expects nothing. */
export function readExpected<R extends Readers>(value: unknown, readers: R, report: Report): Fields<R> | undefined {
  if (value === unresolved) return readEach({}, readers, report)
  const known = Object.keys(readers)
  const expect = readExpect(value, known, report)
  if (expect === undefined) return undefined
  if (known.every((name) => expect[name] === undefined)) {
    tellEmpty(report)
    return undefined
  }
  return readEach(expect, readers, report)
}

function readEach<R extends Readers>(
  written: Readonly<Record<string, unknown>>,
  readers: R,
  report: Report,
): Fields<R> {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(written)) {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined
    if (reader === undefined || value === undefined) continue
    // What waits for its value may be right, whatever it is to be.
    read[name] = reader(value, value === unresolved ? silent : report.at(name))
  }
  return read as Fields<R>
}

const silent: Report = { tell: () => undefined, at: () => silent }

/** Whether an expectation still waits for its value: then nobody knows yet what it is met by. */
export function isOpen(expect: unknown): boolean {
  return expect === unresolved || (isMap(expect) && Object.values(expect).includes(unresolved))
}

/** The one of several settings that is there; tells a problem where there is none or more than one. */
export function readVerb<Verb extends string>(
  settings: Readonly<Record<string, unknown>>,
  verbs: readonly Verb[],
  report: Report,
): Verb | undefined {
  const named = verbs.filter((verb) => settings[verb] !== undefined)
  if (named.length === 1) return named[0]
  const needed = named.length === 0 ? `needs one of ${verbs.join(', ')}` : `has ${named.join(' and ')}, not one of them`
  report.tell('SMOKE_SETTING_INVALID', needed, named.length === 0 ? `add ${verbs[0]}` : 'make two steps of it')
  return undefined
}

/** Whether a setting is there that a step cannot do without; tells a problem where it is not. */
export function isGiven(
  settings: Readonly<Record<string, unknown>>,
  name: string,
  example: string,
  report: Report,
): boolean {
  if (settings[name] !== undefined) return true
  report.tell('SMOKE_SETTING_INVALID', `needs ${name}`, `such as ${name}: ${example}`)
  return false
}

/** A text that is not empty. */
export function readText(value: unknown, report: Report): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value
  if (typeof value === 'number') return String(value)
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no text`)
  return undefined
}

/** A logical id, the last word of the naming convention behind a hyphen, or a name in full. */
export function readName(value: unknown, report: Report): string | undefined {
  if (typeof value === 'string' && /^[^-\s]\S*$/.test(value)) return value
  if (typeof value === 'string' && /^-[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) return value
  const hint = 'a logical id of a template, -word of the naming convention, or a name in full'
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no name`, hint)
  return undefined
}

/** True or false. */
export function readFlag(value: unknown, report: Report): boolean | undefined {
  if (typeof value === 'boolean') return value
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is neither true nor false`)
  return undefined
}

/** Only true: what is not expected is left out. */
export function readTrue(value: unknown, report: Report): true | undefined {
  if (value === true) return true
  report.tell('SMOKE_EXPECTATION_INVALID', `${show(value)} says nothing here`, 'write true, or leave it out')
  return undefined
}

/** A map that is not empty. */
export function readMap(value: unknown, report: Report): Readonly<Record<string, unknown>> | undefined {
  if (isMap(value) && Object.keys(value).length > 0) return value
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no map with something in it`)
  return undefined
}

/** A map of texts; numbers and truth values become texts. */
export function readTextMap(value: unknown, report: Report): Readonly<Record<string, string>> | undefined {
  const entries = isMap(value) ? Object.entries(value) : undefined
  if (entries?.every(([, one]) => ['string', 'number', 'boolean'].includes(typeof one)) === true) {
    return Object.fromEntries(entries.map(([name, one]) => [name, String(one)]))
  }
  report.tell('SMOKE_SETTING_INVALID', `${show(value)} is no map of texts`)
  return undefined
}

/** Anything, null as well: what is sent as it is written. */
export function readAnything(value: unknown): { readonly value: unknown } {
  return { value }
}

/** The settings that each kind of step has. */
export const commonReaders: {
  readonly timeout: Reader<number>
  readonly writes: Reader<Writes>
  readonly expect: typeof readAnything
} = { timeout: readDuration, writes: readWrites, expect: readAnything }
