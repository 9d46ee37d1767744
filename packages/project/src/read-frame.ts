import * as v from 'valibot'
import { environmentName } from './fields.ts'
import {
  defaultsEntries,
  environmentEntries,
  fileEntries,
  type WrittenEnvironment,
  type WrittenFrame,
} from './frame.ts'
import { entry, keyOffset, type Located, type LocatedMap } from './located.ts'
import type { Mistakes } from './mistakes.ts'
import type { Problems } from './problems.ts'
import { validate } from './validate.ts'

const headSchema = v.object(fileEntries)
const defaultsSchema = v.object(defaultsEntries)
const environmentSchema = v.object(environmentEntries)
const namesSchema = v.record(environmentName, v.unknown())

/** The file but for its sections; an environment of which something is wrong is in `broken`. */
export interface ReadFrame {
  readonly frame: WrittenFrame
  readonly broken: ReadonlySet<string>
}

/** Reads and checks the file but for its sections, each part by itself, so that one mistake does not hide another. */
export function readFrame(file: LocatedMap, mistakes: Mistakes, problems: Problems): ReadFrame {
  const check = <Schema extends v.GenericSchema>(
    schema: Schema,
    path: readonly string[],
  ): v.InferOutput<Schema> | undefined => {
    let value: Located | undefined = file
    for (const key of path) value = entry(value, key)
    if (value === undefined) return undefined
    if (mistakes.lists.has(value)) return undefined
    return validate(schema, value, { name: path.join('.'), keyStart: keyOffset(file, path) }, { problems, mistakes })
  }
  const head = check(headSchema, [])
  // Also beside a wrong name: with another folder every path would seem to be missing.
  const source = head?.source ?? textOf(entry(file, 'source'))
  const defaults = check(defaultsSchema, ['defaults'])
  const declared = entry(file, 'environments')
  if (declared === undefined || (declared.kind === 'map' && declared.entries.size === 0)) {
    problems.add(keyOffset(file, ['environments']), {
      code: 'PROJECT_KEY_MISSING',
      message: 'no environment is declared',
      hint: 'add "environments: { local: { target: local } }"',
    })
  }
  check(namesSchema, ['environments'])
  const environments: Record<string, WrittenEnvironment> = {}
  const broken = new Set<string>()
  for (const name of declared?.kind === 'map' ? declared.entries.keys() : []) {
    const own = entry(declared, name)
    const settings =
      own === undefined ? {} : (check(environmentSchema, ['environments', name]) as WrittenEnvironment | undefined)
    environments[name] = settings ?? {}
    if (settings === undefined) broken.add(name)
  }
  return {
    broken,
    frame: {
      project: head?.project ?? 'project',
      ...(source === undefined ? {} : { source }),
      ...(defaults === undefined ? {} : { defaults: defaults as NonNullable<WrittenFrame['defaults']> }),
      environments,
    },
  }
}

function textOf(value: Located | undefined): string | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'string' && value.value !== '' ? value.value : undefined
}
