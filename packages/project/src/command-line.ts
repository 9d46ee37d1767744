import { entry, fromCommandLine, type Located, type LocatedMap, type Scalar } from './located.ts'
import { didYouMean } from './nearest.ts'
import type { Problems } from './problems.ts'
import { sections } from './schema.ts'

/** Merged values of sections, by key. */
export type Merged = ReadonlyMap<string, Located>

/**
 * Lays `--set section.name=value` over the merged sections. Only entries that are declared can be set, and each keeps
 * its type; anything else becomes a problem.
 */
export function applySettings(merged: Merged, settings: readonly string[], problems: Problems): Merged {
  const result = new Map(merged)
  const groups = sections.filter(({ referable }) => referable).map(({ key }) => key)
  const refuse = (message: string, hint: string): void =>
    problems.add(undefined, { code: 'PROJECT_SET_INVALID', message, hint })
  for (const setting of settings) {
    const [, group = '', name = '', text = ''] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(setting) ?? []
    if (name === '') {
      refuse(
        `--set ${setting} is not of the form section.name=value`,
        'write --set values.name=3 or --set flags.name=true',
      )
      continue
    }
    if (!groups.includes(group)) {
      refuse(
        `--set cannot set "${group}"`,
        groups.length === 0 ? 'nothing can be set' : `it sets ${groups.join(' and ')}`,
      )
      continue
    }
    const section = result.get(group)
    const declared = entry(section, name)
    if (section?.kind !== 'map' || declared?.kind !== 'scalar' || declared.value === null) {
      const known = section?.kind === 'map' ? [...section.entries.keys()] : []
      refuse(`--set ${group}.${name}: "${name}" is not declared under ${group}`, didYouMean(name, known))
      continue
    }
    const value = readAs(declared.value, text)
    if (value === undefined) {
      const type = typeof declared.value
      refuse(
        `--set ${group}.${name}: "${text}" is no ${type}`,
        `write --set ${group}.${name}=${type === 'number' ? '3' : 'true'}`,
      )
    } else result.set(group, withEntry(section, name, value))
  }
  return result
}

/** Reads a word of the command line as the type that is declared; undefined where it is none. */
function readAs(declared: Scalar, text: string): Scalar | undefined {
  if (typeof declared === 'string') return text
  if (typeof declared === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  const number = Number(text)
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number
}

function withEntry(map: LocatedMap, name: string, value: Scalar): LocatedMap {
  const entries = new Map(map.entries)
  const keyStart = map.entries.get(name)?.keyStart ?? fromCommandLine
  const scalar: Located = {
    kind: 'scalar',
    start: fromCommandLine,
    end: fromCommandLine,
    value,
    written: String(value),
  }
  entries.set(name, { keyStart, value: scalar })
  return { ...map, entries }
}
