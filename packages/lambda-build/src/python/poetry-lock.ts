import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Problem } from '@project-utils/contract'
import { parse } from 'smol-toml'
import { evaluateMarker, type MarkerEnvironment, markerEnvironment, normalName } from './marker.ts'
import { noRequirements, type Requirements, requirementsProblem } from './requirements.ts'
import { requirementName } from './requirements-file.ts'
import type { Target } from './target.ts'
import { satisfies } from './version.ts'

interface Source {
  readonly type?: string
  readonly url?: string
  readonly reference?: string
}

interface File {
  readonly file: string
  readonly hash: string
}

interface Package {
  readonly name: string
  readonly version: string
  readonly optional?: boolean
  /** Only in locks of Poetry 1.4 and older. */
  readonly category?: string
  /** Only in locks of Poetry 2. */
  readonly groups?: readonly string[]
  readonly markers?: string | Readonly<Record<string, string>>
  readonly 'python-versions'?: string
  readonly files?: readonly File[]
  readonly dependencies?: Readonly<Record<string, Wanted>>
  readonly extras?: Readonly<Record<string, readonly string[]>>
  readonly source?: Source
}

interface Details {
  readonly version?: string
  readonly markers?: string
  readonly python?: string
  readonly optional?: boolean
  readonly extras?: readonly string[]
}

type Wanted = string | Details | readonly (string | Details)[]

interface Lock {
  readonly package?: readonly Package[]
  readonly metadata?: { readonly files?: Readonly<Record<string, readonly File[]>> }
}

interface Project {
  readonly project?: { readonly dependencies?: readonly string[] }
  readonly tool?: { readonly poetry?: { readonly dependencies?: Readonly<Record<string, Wanted>> } }
}

/**
 * The packages that a `poetry.lock` sets for the main group on one target: markers decided, at the locked versions with
 * their hashes. Locks of Poetry 2 name the group of each package; in older ones it follows from the `pyproject.toml`
 * beside. A package that it wants and the lock lacks shows a stale lock, and is refused.
 */
export function readPoetryLock(file: string, target: Target): Requirements {
  const lock = parse(readFileSync(file, 'utf8')) as Lock
  const manifest = join(dirname(file), 'pyproject.toml')
  const inputs = existsSync(manifest) ? [file, manifest] : [file]
  const project: Project = existsSync(manifest) ? parse(readFileSync(manifest, 'utf8')) : {}
  const packages = lock.package ?? []
  const environment = markerEnvironment(target)
  const wanted = mainDependencies(project)
  const problems: Problem[] = wanted
    .filter(
      ({ name, details }) => applies(details, environment) && !packages.some((each) => normalName(each.name) === name),
    )
    .map(({ name }) =>
      requirementsProblem(file, `the lock is stale: pyproject.toml wants ${name}, which it lacks`, 'poetry lock'),
    )
  const isNew = packages.some(({ groups }) => groups !== undefined)
  const chosen = isNew ? packages.filter((each) => isMain(each, environment)) : reach(wanted, packages, environment)
  const lines: string[] = []
  const locals: string[] = []
  const indexes = new Set<string>()
  for (const each of chosen) {
    const { type, url = '' } = each.source ?? {}
    const hashes = each.files ?? lock.metadata?.files?.[each.name] ?? []
    const suffix = hashes.map(({ hash }) => ` --hash=${hash}`).join('')
    const path = resolve(dirname(file), url)
    if (type === 'directory') locals.push(path)
    else if (type === undefined || type === 'legacy') lines.push(`${each.name}==${each.version}${suffix}`)
    else if (type === 'url' && url.endsWith('.whl')) lines.push(`${each.name} @ ${url}${suffix}`)
    else if (type === 'file' && url.endsWith('.whl')) lines.push(path)
    else {
      const hint = 'build a wheel of it, and name that as its path in pyproject.toml'
      problems.push(requirementsProblem(file, `${each.name} comes from ${url}, and is no wheel`, hint))
    }
    if (type === 'legacy') indexes.add(url)
  }
  const options = [...indexes].toSorted().map((index): [string, string] => ['--extra-index-url', index])
  return { ...noRequirements, lines: lines.toSorted(), locals, options, inputs, problems }
}

interface Main {
  readonly name: string
  readonly details: Details
}

function mainDependencies({ project, tool }: Project): readonly Main[] {
  const listed = (project?.dependencies ?? []).map((line): Main => {
    const [, extras] = /^[\w.-]+\s*\[([^\]]*)\]/.exec(line) ?? []
    const [, markers] = /;(.*)$/.exec(line) ?? []
    const details = {
      ...(extras === undefined ? {} : { extras: extras.split(',') }),
      ...(markers === undefined ? {} : { markers }),
    }
    return { name: requirementName(line), details }
  })
  return [...listed, ...flatten(tool?.poetry?.dependencies ?? {}).filter(({ name }) => name !== 'python')]
}

function flatten(table: Readonly<Record<string, Wanted>>): readonly Main[] {
  return Object.entries(table).flatMap(([name, wanted]) =>
    [wanted].flat().map(
      (each: string | Details): Main => ({
        name: normalName(name),
        details: typeof each === 'string' ? { version: each } : each,
      }),
    ),
  )
}

function applies({ markers, python, optional }: Details, environment: MarkerEnvironment): boolean {
  if (optional === true) return false
  if (python !== undefined && !fitsPython(python, environment)) return false
  return markers === undefined || evaluateMarker(markers, environment) !== false
}

function fitsPython(constraint: string, { variables }: MarkerEnvironment): boolean {
  return satisfies(variables['python_full_version'] ?? '', constraint)
}

function isMain({ groups = [], markers, optional }: Package, environment: MarkerEnvironment): boolean {
  if (!groups.includes('main')) return false
  const marker = typeof markers === 'object' ? markers['main'] : markers
  if (marker === undefined) return optional !== true
  return evaluateMarker(marker, environment) !== false
}

/** All that the wanted packages need on the target. */
function reach(
  wanted: readonly Main[],
  packages: readonly Package[],
  environment: MarkerEnvironment,
): readonly Package[] {
  const found = new Set<Package>()
  const seen = new Set<string>()
  const visit = ({ name, details }: Main): void => {
    if (!applies(details, environment)) return
    const candidates = packages.filter((each) => normalName(each.name) === name)
    const fitting = candidates.filter(
      (each) =>
        fitsPython(each['python-versions'] ?? '*', environment) && satisfies(each.version, details.version ?? '*'),
    )
    const each = fitting[0] ?? candidates[0]
    if (each === undefined) return
    found.add(each)
    const extras = details.extras ?? []
    const key = `${each.name} ${each.version} ${extras.toSorted().join()}`
    if (seen.has(key)) return
    seen.add(key)
    const opened = extras.flatMap((extra) => each.extras?.[extra] ?? []).map((line) => requirementName(line))
    const own = { ...environment, extras: new Set(extras.map(normalName)) }
    for (const next of flatten(each.dependencies ?? {})) {
      const isAsked = next.details.optional !== true || opened.includes(next.name)
      const { optional: _optional, version, extras: deeper = [], ...conditions } = next.details
      const details = { extras: deeper, ...(version === undefined ? {} : { version }) }
      if (isAsked && applies(conditions, own)) visit({ name: next.name, details })
    }
  }
  for (const each of wanted) visit(each)
  return [...found]
}
