import type { Scope } from '@project-utils/contract'
import { applySettings, type Merged } from './command-line.ts'
import type { Names } from './interpolate.ts'
import { entry, keyOffset, type Located, type LocatedMap, locate, type Scalar } from './located.ts'
import { mergeSections } from './merge.ts'
import { holdsWrongList, type Mistakes } from './mistakes.ts'
import type { Problems } from './problems.ts'
import type { Sections } from './project.ts'
import { sections } from './schema.ts'
import type { AnySection } from './section.ts'
import { sectionContext } from './section-context.ts'
import type { Source } from './source.ts'
import { validate } from './validate.ts'

/** What all environments of one file share while they are resolved. */
export interface Workshop {
  readonly source: Source
  readonly problems: Problems
  readonly file: LocatedMap
  /** The folder of `source`, absolute. */
  readonly root: string
  readonly mistakes: Mistakes
  /** Entries that references use, as `section.name`; filled while resolving. */
  readonly used: Set<string>
}

/** The sections of one environment as they are written: defaults or top, then the environment, then the command line. */
export function mergeEnvironment(shop: Workshop, environment: string, settings: readonly string[]): Merged {
  const own = entry(entry(shop.file, 'environments'), environment)
  const merged = new Map<string, Located>()
  for (const { key, home, perEnvironment } of sections) {
    const base = entry(home === 'top' ? shop.file : entry(shop.file, 'defaults'), key)
    const value = mergeSections(base, perEnvironment ? entry(own, key) : undefined)
    if (value !== undefined) merged.set(key, value)
  }
  return applySettings(merged, settings, shop.problems)
}

/** Checks and resolves every section for one target; what is wrong goes to the problems, and then the data is not whole. */
export function resolveSections(shop: Workshop, merged: Merged, scope: Scope): Sections {
  const { project, environment, account, region } = scope
  const stacks = merged.get('stacks')
  const groups: Record<string, Readonly<Record<string, Scalar>> | undefined> = {}
  const names: Names = {
    words: { env: environment, project, account, region },
    groups: {},
    stacks: stacks?.kind === 'map' ? [...stacks.entries.keys()] : [],
    use: (name) => shop.used.add(name),
  }
  const resolved: Record<string, unknown> = {}
  const resolve = (section: AnySection, own: Names): unknown => {
    const data = resolveSection(shop, section, merged.get(section.key), scope, own)
    if (data !== undefined) resolved[section.key] = data
    return data
  }
  for (const section of sections.filter(({ referable }) => referable)) {
    groups[section.key] = resolve(section, names) as Readonly<Record<string, Scalar>> | undefined
  }
  for (const section of sections.filter(({ referable }) => !referable)) resolve(section, { ...names, groups })
  return resolved as unknown as Sections
}

function resolveSection(
  shop: Workshop,
  section: AnySection,
  value: Located | undefined,
  scope: Scope,
  names: Names,
): unknown {
  if (value !== undefined && holdsWrongList(value, shop.mistakes)) return undefined
  const { source, problems, root } = shop
  const { key } = section
  const keyStart = keyStartOf(shop.file, key, scope.environment)
  const raw = value === undefined ? undefined : validate(section.schema, value, { name: key, keyStart }, shop)
  if (value !== undefined && raw === undefined) return undefined
  return section.resolve(raw, sectionContext({ source, problems, root, scope, names, section: key, keyStart, value }))
}

function keyStartOf(file: LocatedMap, key: string, environment: string): number | undefined {
  const paths = [[key], ['defaults', key], ['environments', environment, key]]
  const path = paths.find((one) => locate(file, one) !== undefined)
  return path === undefined ? undefined : keyOffset(file, path)
}
