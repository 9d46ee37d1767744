import { dirname } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import { chooseEnvironment } from './choose.ts'
import { checkStackNames, type Resolved } from './clash.ts'
import type { Merged } from './command-line.ts'
import { type Destination, type Scopes, scopesOf } from './environment.ts'
import { findConfiguration } from './find.ts'
import type { WrittenFrame } from './frame.ts'
import type { Loaded, LoadOptions } from './load-options.ts'
import { entry, keyOffset, type LocatedMap, locate } from './located.ts'
import { originsOf } from './origins.ts'
import { parseYaml } from './parse.ts'
import { findPath } from './paths.ts'
import { collectProblems, type Problems } from './problems.ts'
import type { Project, Sections } from './project.ts'
import { readFrame } from './read-frame.ts'
import { mergeEnvironment, resolveSections, type Workshop } from './resolve.ts'
import { fileSchema } from './schema.ts'
import { readSource, type Source } from './source.ts'
import { checkKeys } from './unknown-keys.ts'
import { unusedFindings } from './unused.ts'

/** One environment, worked out for each of its targets. */
interface Worked {
  readonly name: string
  readonly merged: Merged
  readonly scopes: Scopes
  /** One a scope for the chosen environment, else only the first's. */
  readonly sections: readonly [Sections, ...Sections[]]
}

/** Loads a configuration; see `loadProject`. */
export function load(options: LoadOptions): Loaded {
  const source = readSource(findConfiguration(options), options.cwd)
  const problems = collectProblems(source)
  const file = parseYaml(source, problems)
  if (file === undefined) {
    problems.throwAny()
    throw new Error('a file that cannot be parsed has a problem')
  }
  const mistakes = checkKeys(fileSchema, file, problems)
  const { frame, broken } = readFrame(file, mistakes, problems)
  refuseOtherProject(options.project, frame, file, source)
  const root = sourceFolder(frame, file, source, problems)
  const shop: Workshop = { source, problems, file, root, mistakes, used: new Set() }
  const chosen = chooseEnvironment(Object.keys(frame.environments), options, problems)
  refuseRegion(options.region, problems)
  const worked = Object.keys(frame.environments).map((name) =>
    workOut(shop, frame, name, name === chosen ? options : undefined, broken.has(name), options.region),
  )
  if (problems.count === 0) checkNames(worked, file, problems)
  problems.throwAny()
  const own = worked.find(({ name }) => name === chosen)
  if (own === undefined) throw new Error('without a problem an environment is chosen')
  const targets = projectsOf(own, frame, shop, options)
  return {
    project: { ...(targets[0] as Project), scopes: own.scopes },
    targets,
    environments: Object.keys(frame.environments),
    findings: unusedFindings(source, file, shop.used),
  }
}

function workOut(
  shop: Workshop,
  frame: WrittenFrame,
  name: string,
  chosen: LoadOptions | undefined,
  broken: boolean,
  fallbackRegion: string | undefined,
): Worked {
  const merged = mergeEnvironment(shop, name, chosen?.set ?? [])
  const destination: Destination = { target: chosen?.target, region: chosen?.region, fallbackRegion }
  const scopes = broken ? placeholder(frame, name) : scopesOf(frame, name, shop.file, destination, shop.problems)
  const [first, ...others] = scopes
  const rest = chosen === undefined ? [] : others.map((scope) => resolveSections(shop, merged, scope))
  return { name, merged, scopes, sections: [resolveSections(shop, merged, first), ...rest] }
}

/** Stands for the target of an environment that is wrong in itself, so that its sections can be judged all the same. */
function placeholder(frame: WrittenFrame, environment: string): Scopes {
  return [{ project: frame.project, environment, tier: 'read-only', account: '000000000000', region: 'us-east-1' }]
}

function projectsOf(own: Worked, frame: WrittenFrame, shop: Workshop, options: LoadOptions): readonly Project[] {
  const { source, file, root } = shop
  const destination: Destination = { target: options.target, region: options.region }
  const origins = originsOf(source, file, own.name, own.merged, destination)
  return own.sections.map((sections, index) => {
    const scope = own.scopes[index] ?? own.scopes[0]
    return {
      name: frame.project,
      file: source.path,
      root,
      environment: own.name,
      tier: scope.tier,
      deploy: frame.environments[own.name]?.deploy ?? frame.defaults?.deploy ?? 'manual',
      scopes: [scope],
      origins,
      ...sections,
    }
  })
}

function sourceFolder(frame: WrittenFrame, file: LocatedMap, source: Source, problems: Problems): string {
  const { absolute, complaint } = findPath(dirname(source.path), frame.source ?? '.', 'folder')
  if (complaint !== undefined) {
    problems.add(locate(file, ['source'])?.start, { ...complaint, message: `source: ${complaint.message}` })
  }
  return absolute
}

function refuseOtherProject(named: string | undefined, frame: WrittenFrame, file: LocatedMap, source: Source): void {
  const written = entry(file, 'project')
  if (named === undefined || written?.kind !== 'scalar' || written.value === named) return
  throw new ProjectError(
    'PROJECT_NAME_MISMATCH',
    `${source.file} describes the project "${frame.project}", not "${named}"`,
    {
      hint: `--project ${frame.project}, or another file with --config`,
      where: source.place(written.start),
    },
  )
}

function refuseRegion(region: string | undefined, problems: Problems): void {
  if (region === undefined || /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) return
  problems.add(undefined, {
    code: 'PROJECT_VALUE_INVALID',
    message: `--region ${region} is no AWS region`,
    hint: '--region us-east-1',
  })
}

function checkNames(worked: readonly Worked[], file: LocatedMap, problems: Problems): void {
  const environments = worked.map(({ scopes, sections }): Resolved => ({ scopes, stacks: sections[0].stacks }))
  const offsetOf = (stack: string, environment: string): number | undefined => {
    const own = ['environments', environment, 'stacks', stack]
    return keyOffset(file, locate(file, own) === undefined ? ['stacks', stack] : own)
  }
  checkStackNames(environments, offsetOf, problems)
}
