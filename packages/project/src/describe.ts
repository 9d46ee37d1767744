import { formatPlace, type Json, type Place } from '@project-utils/contract'
import type { Project } from './project.ts'
import { formatText, isPending } from './reference.ts'

/** One value of a resolved project and where it comes from; a type, so that it is `Json`. */
export type DescribedValue = {
  /** Dotted path, such as `stacks.app.parameters.Environment`. */
  readonly path: string
  /** References are shown as they are written; no secret is resolved. */
  readonly value: string | number | boolean | null
  /** `config/x.yaml:12:3`, `command line` or `default`. */
  readonly origin: string
}

/** Keys that say where something is written, not what it is. */
const places = new Set(['where', 'places'])

/** The resolved project as rows of path, value and origin: the answer to "what is it set to, and who says so?". */
export function describeProject(project: Project): readonly DescribedValue[] {
  const { origins, scopes, file, root, name, environment, tier, deploy, ...sections } = project
  const origin = (...paths: readonly string[]): string =>
    paths.map((path) => originOf(path, origins)).find((one) => one !== 'default') ?? 'default'
  const rows: DescribedValue[] = [
    { path: 'project', value: name, origin: origin('project') },
    { path: 'source', value: root, origin: origin('source') },
    { path: 'environment', value: environment, origin: origin('environment') },
    { path: 'tier', value: tier, origin: origin('tier') },
    { path: 'deploy', value: deploy, origin: origin('deploy') },
  ]
  scopes.forEach((scope, index) => {
    const path = `scopes.${index}`
    rows.push({ path: `${path}.account`, value: scope.account, origin: origin('account') })
    rows.push({ path: `${path}.region`, value: scope.region, origin: origin(`region.${index}`) })
    rows.push({ path: `${path}.local`, value: scope.local === true, origin: origin('target') })
  })
  for (const [key, value] of Object.entries(sections)) rows.push(...rowsOf(value as Json, key, origins))
  return rows
}

function rowsOf(value: unknown, path: string, origins: Project['origins']): readonly DescribedValue[] {
  const own = originsOfStep(value, path)
  if (own !== undefined) return rowsOf({ ...(value as object), places: undefined }, path, { ...origins, ...own })
  if (isPending(value)) return [{ path, value: formatText(value), origin: originOf(path, origins) }]
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) =>
      places.has(key) ? [] : rowsOf(inner, `${path}.${key}`, origins),
    )
  }
  const shown = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
  return [{ path, value: shown, origin: originOf(path, origins) }]
}

/** A value's own origin, else that of the written value it was made of. */
function originOf(path: string, origins: Project['origins']): string {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const found = Object.hasOwn(origins, at) ? origins[at] : undefined
    if (found !== undefined) return found
  }
  return 'default'
}

/** A step keeps its settings under another name than they are written by, with their places. */
function originsOfStep(value: unknown, path: string): Project['origins'] | undefined {
  if (typeof value !== 'object' || value === null || !('places' in value)) return undefined
  const written = value.places
  if (typeof written !== 'object' || written === null) return undefined
  return Object.fromEntries(
    Object.entries(written).map(([name, place]) => [`${path}.settings.${name}`, formatPlace(place as Place)]),
  )
}
