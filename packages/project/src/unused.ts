import type { Finding } from '@project-utils/contract'
import { entry, keyOffset, type LocatedMap } from './located.ts'
import { sections } from './schema.ts'
import type { Source } from './source.ts'

/** Flags, values and build values that nothing takes, and sections that no tool acts on. */
export function unusedFindings(source: Source, file: LocatedMap, used: ReadonlySet<string>): readonly Finding[] {
  return [...unusedEntries(source, file, used), ...unusedBuildValues(source, file), ...reservedSections(source, file)]
}

function unusedEntries(source: Source, file: LocatedMap, used: ReadonlySet<string>): readonly Finding[] {
  const findings = new Map<string, Finding>()
  for (const { key } of sections.filter(({ referable }) => referable)) {
    for (const path of writtenPaths(file, key)) {
      for (const name of keysAt(file, path)) {
        const id = `${key}.${name}`
        if (used.has(id) || findings.has(id)) continue
        findings.set(id, {
          rule: 'project/unused-value',
          category: 'configuration',
          severity: 'warning',
          message: `${id} is declared, and nothing takes it`,
          where: source.place(keyOffset(file, [...path, name]) ?? 0),
          fix: `use it as "\${${id}}" in stacks.*.parameters or site.config, or remove it`,
        })
      }
    }
  }
  return [...findings.values()]
}

function unusedBuildValues(source: Source, file: LocatedMap): readonly Finding[] {
  const path = ['build', 'environment']
  const builds = [file, ...environments(file)].some(
    (map) => entry(entry(map, 'site'), 'build') !== undefined || keysOf(entry(map, 'functions')).length > 0,
  )
  if (builds) return []
  return keysAt(file, path).map((name) => ({
    rule: 'project/unused-value',
    category: 'configuration',
    severity: 'warning',
    message: `build.environment.${name} is declared, and nothing is built`,
    where: source.place(keyOffset(file, [...path, name]) ?? 0),
    fix: 'declare functions or site.build, or remove it',
  }))
}

function reservedSections(source: Source, file: LocatedMap): readonly Finding[] {
  return sections
    .filter(({ key, reserved }) => reserved && writtenPaths(file, key).some((path) => keysAt(file, path).length > 0))
    .map(({ key }) => ({
      rule: 'project/reserved-section',
      category: 'configuration',
      severity: 'info',
      message: `"${key}" is checked, and no tool acts on it yet`,
      where: source.place(keyOffset(file, writtenPaths(file, key)[0] ?? []) ?? 0),
    }))
}

/** Where a section is written: at its home and under environments. */
function writtenPaths(file: LocatedMap, key: string): readonly (readonly string[])[] {
  const names = keysOf(entry(file, 'environments'))
  return [[key], ['defaults', key], ...names.map((name) => ['environments', name, key])].filter(
    (path) => keysAt(file, path).length > 0,
  )
}

function environments(file: LocatedMap): readonly LocatedMap[] {
  const all = entry(file, 'environments')
  return all?.kind === 'map'
    ? [...all.entries.values()].map(({ value }) => value).filter((map) => map.kind === 'map')
    : []
}

function keysAt(file: LocatedMap, path: readonly string[]): readonly string[] {
  let here: ReturnType<typeof entry> = file
  for (const key of path) here = entry(here, key)
  return keysOf(here)
}

function keysOf(value: ReturnType<typeof entry>): readonly string[] {
  return value?.kind === 'map' ? [...value.entries.keys()] : []
}
