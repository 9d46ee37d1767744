import { referenceKey, resolveReferences } from '@project-utils/aws'
import { judgeStacks, readStack, type StackState } from '@project-utils/cfn'
import { type Context, ProjectError } from '@project-utils/contract'
import { isPending, referencesOf } from '@project-utils/project'
import { parseSiteManifest, type SiteManifest } from '@project-utils/site'
import { buildDesired } from './build.ts'
import { hasChanges } from './changes.ts'
import { cloudFormation } from './clients.ts'
import { lookAtImages } from './look-at-images.ts'
import { lookAtStacks } from './look-at-stacks.ts'
import type { Outputs } from './lookup.ts'
import { translate } from './outputs.ts'
import { isSettled } from './rollback/find-target.ts'
import { wantedStacks } from './wanted-stacks.ts'
import type { Workbench } from './workbench.ts'
import type { Actual, Desired, World } from './world.ts'

/**
 * Looks at what is wanted and what is there. An environment without changes costs one read of the current release and
 * one of each stack; only a change is worth a closer look.
 */
export async function readWorld(
  bench: Workbench,
  build: (context: Context) => Promise<Desired>,
  context: Context,
): Promise<World> {
  const references = readReferences(bench)
  // Hooks may print what they look up themselves: every secret is known before the first one runs.
  const [built, first] = await Promise.all([references.then(() => build(context)), readActual(bench, references)])
  const { project, scope, accept, selection } = bench
  const images = await lookAtImages(built, first, bench, context)
  const actual: Actual = { ...first, images, missing: [], looked: {}, owned: {}, previous: {} }
  const world: World = {
    project,
    scope,
    selection,
    accept,
    desired: built,
    wanted: wantedStacks(bench, built, actual),
    actual,
    prepared: [],
  }
  return hasChanges(world) ? await lookCloser(world, bench, context) : world
}

/** Starts building once; every look of the same run gives the same bytes. */
export function onceBuilt(bench: Workbench): (context: Context) => Promise<Desired> {
  let built: Promise<Desired> | undefined
  return (context) => {
    built ??= buildDesired(bench, context)
    return built
  }
}

/**
 * Looks up the secrets and parameters that the project refers to; the masker knows the secret ones from then on.
 *
 * @throws ProjectError `DEPLOY_SECRET_PUBLIC` where a secure parameter would get into the site's `config.json`; and `AWS_*`
 */
export async function readReferences({
  project,
  session,
  masker,
}: Pick<Workbench, 'project' | 'session' | 'masker'>): Promise<Actual['references']> {
  const wanted = referencesOf([project.stacks, project.site, project.suites]).filter(({ kind }) => kind !== 'outputs')
  const secrets = new Set<string>()
  const keeper = {
    add: (secret: string): void => {
      secrets.add(secret)
      masker.add(secret)
    },
  }
  const values = await resolveReferences(wanted, session, keeper)
  for (const [name, value] of Object.entries(project.site?.config ?? {})) {
    if (!isPending(value)) continue
    const isSecret = referencesOf(value).some((one) => secrets.has(values.get(referenceKey(one)) ?? ''))
    if (!isSecret) continue
    throw new ProjectError(
      'DEPLOY_SECRET_PUBLIC',
      `site.config.${name} would publish a secure parameter: everybody can read config.json`,
      { hint: 'remove it; let a function use the parameter instead', where: value.where },
    )
  }
  return values
}

async function readActual(
  bench: Workbench,
  resolved: Promise<Actual['references']>,
): Promise<Omit<Actual, 'images' | 'missing' | 'looked' | 'owned' | 'previous' | 'site'>> {
  const { project, records, session } = bench
  const client = await cloudFormation(session)
  const settings = Object.values(project.stacks)
  const [current, states, references] = await Promise.all([
    records.releases.current(),
    Promise.all(settings.map((stack) => readStack(client, stack.name))),
    resolved,
  ])
  const stacks: Record<string, StackState> = {}
  for (const [index, { key }] of settings.entries()) if (states[index] !== undefined) stacks[key] = states[index]
  const value = current === 'no-bucket' ? undefined : current?.value
  const raw: Outputs = Object.fromEntries(Object.entries(stacks).map(([key, state]) => [key, state.outputs]))
  return {
    current,
    ...(value?.good == null || value.good.kind === 'destroy' ? {} : { good: value.good }),
    settled: value === undefined || isSettled(value.latest.outcome),
    stacks,
    outputs: await translate(raw, bench.cloud),
    references,
  }
}

/** What only a change makes worth knowing. */
async function lookCloser(world: World, bench: Workbench, context: Context): Promise<World> {
  context.signal.throwIfAborted()
  const { actual, desired, project, scope } = world
  const today = bench.now().toISOString().slice(0, 10)
  await judgeStacks({ project, scope, stacks: Object.values(project.stacks), templates: desired.templates, today })
  const contents = Object.values(desired.artifacts).map((artifact) => artifact.manifest.sha256)
  const [missing, found, previous, site] = await Promise.all([
    actual.current === 'no-bucket' ? contents : bench.records.blobs.missing(contents),
    lookAtStacks(world, bench),
    readPrevious(world, bench),
    readPublished(world, bench),
  ])
  return { ...world, actual: { ...actual, missing, ...found, previous, ...(site === undefined ? {} : { site }) } }
}

/** A preview of a code-only change makes no change set, so it is told from the template that was recorded. */
async function readPrevious({ wanted, actual }: World, bench: Workbench): Promise<Actual['previous']> {
  const previous: Record<string, Actual['previous'][string]> = {}
  const reads = Object.entries(wanted).map(async ([key, { codeOnly }]) => {
    const released = actual.good?.stacks[key]
    if (!codeOnly || released === undefined || released.templateKey === '') return
    const blob = await bench.records.blobs.get(released.templateKey)
    if (blob === undefined) return
    previous[key] = { body: new TextDecoder().decode(blob.body), parameters: released.parameters }
  })
  await Promise.all(reads)
  return previous
}

async function readPublished(world: World, bench: Workbench): Promise<SiteManifest | undefined> {
  const key = world.actual.good?.site?.manifestKey
  if (key === undefined || world.desired.site === undefined) return undefined
  const blob = await bench.records.blobs.get(key)
  return blob === undefined ? undefined : parseSiteManifest(new TextDecoder().decode(blob.body))
}
