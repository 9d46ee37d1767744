import type { DesiredStack, StackState } from '@project-utils/cfn'
import type {
  Ending,
  Json,
  Plan,
  Release,
  ReleasedFunction,
  ReleasedLayer,
  ReleasedSite,
  ReleasedStack,
  ReleaseOutcome,
} from '@project-utils/contract'
import { knownImages } from './steps/images.ts'
import type { Workbench } from './workbench.ts'
import type { World } from './world.ts'

/** The record of a deployment that begins: what was there before, and what is about to go in. */
export function startedRelease(plan: Plan, world: World, bench: Workbench, commit: string | undefined): Release {
  const { good, current } = world.actual
  const latest = typeof current === 'object' ? current.value.latest : undefined
  return {
    v: 1,
    id: bench.run,
    seq: (latest?.seq ?? 0) + 1,
    run: bench.run,
    outcome: 'started',
    startedAt: bench.now().toISOString(),
    actor: bench.actor,
    toolVersion: bench.toolVersion,
    ...(commit === undefined ? {} : { commit }),
    fingerprint: plan.fingerprint ?? '',
    stacks: good?.stacks ?? {},
    functions: good?.functions ?? {},
    layers: good?.layers ?? {},
    ...(good?.site === undefined ? {} : { site: good.site }),
    checks: [],
    steps: plan.steps.map(({ id }) => ({ id, outcome: 'open', ms: 0 })),
  }
}

/** The record of a deployment that ended: what each step left behind. */
export function endedRelease(
  started: Release,
  outcome: ReleaseOutcome,
  ending: Ending,
  world: World,
  now: Date,
): Release {
  const known = new Map(ending.done.map(({ step, result }) => [step.id, result.data ?? null]))
  const site = releasedSite(known) ?? started.site
  return {
    ...started,
    outcome,
    endedAt: now.toISOString(),
    stacks: { ...started.stacks, ...releasedStacks(known, world) },
    functions: { ...started.functions, ...releasedFunctions(known, world) },
    layers: { ...started.layers, ...releasedLayers(known, world) },
    ...(site === undefined ? {} : { site }),
    checks: ending.done
      .filter(({ step }) => step.kind === 'suite' || step.kind === 'gate')
      .map(({ step, result }) => ({ suite: step.id.replace(/^suite\./, ''), ...(result.data as unknown as Checked) })),
    steps: stepOutcomes(ending),
  }
}

interface Checked {
  readonly passed: number
  readonly failed: number
}

type Known = ReadonlyMap<string, Json>

/** A stack without a step of its own is as wanted already: an empty change set said so, or nothing differed. */
function releasedStacks(known: Known, world: World): Readonly<Record<string, ReleasedStack>> {
  const stacks: Record<string, ReleasedStack> = {}
  for (const [key, { desired }] of Object.entries(world.wanted)) {
    const made = known.get(`stack.${key}`)
    const state = world.actual.stacks[key]
    if (made !== undefined) stacks[key] = made as unknown as ReleasedStack
    else if (desired !== undefined && state?.arn !== undefined && state.updatedAt !== undefined) {
      stacks[key] = releasedStack(desired, state, world)
    }
  }
  return stacks
}

/** A stack as a step, or nothing at all, has left it. */
export function releasedStack(
  desired: DesiredStack,
  { name, arn = '', updatedAt = '', outputs }: StackState,
  world: Pick<World, 'desired' | 'project'>,
): ReleasedStack {
  const { key, digest, templateSha, managed, tags, capabilities } = desired
  const parameters = recordable(desired.parameters, world, key)
  return {
    ...{ name, arn, digest, templateSha, templateKey: templateSha, parameters },
    secret: Object.keys(desired.parameters).filter((one) => parameters[one] === undefined),
    ...{ managed, tags, capabilities, updatedAt, outputs },
  }
}

/** Parameters without those that the template or the configuration keeps secret. */
export function recordable(
  parameters: Readonly<Record<string, string>>,
  { desired, project }: Pick<World, 'desired' | 'project'>,
  key: string,
): Readonly<Record<string, string>> {
  const template = desired.templates[key]
  const written = project.stacks[key]?.parameters ?? {}
  const isSecret = (name: string): boolean => {
    const text = written[name]
    const refers =
      typeof text === 'object' && text.parts.some((part) => typeof part === 'object' && part.kind !== 'outputs')
    return refers || template?.parameters[name]?.noEcho === true
  }
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !isSecret(name)))
}

function releasedFunctions(known: Known, world: World): Readonly<Record<string, ReleasedFunction>> {
  const functions: Record<string, ReleasedFunction> = {}
  for (const place of Object.values(world.desired.functions)) {
    const content = contentOf(place.logicalId, known, world)
    if (content === undefined) continue
    const published = known.get(`publish.${place.logicalId}`) as Published | undefined
    const moved = known.get(`alias.${place.logicalId}`) as { readonly alias: string } | undefined
    if (published !== undefined && moved !== undefined) {
      functions[place.logicalId] = { ...content, ...published, mode: 'gated', alias: moved.alias }
    } else if (place.alias === undefined && known.has(`stack.${place.stack}`)) {
      functions[place.logicalId] = { name: place.name ?? place.logicalId, mode: 'after', ...content }
    }
  }
  return functions
}

/** What a function is made of: the zip that was built for it, or its image. */
function contentOf(
  logicalId: string,
  known: Known,
  world: World,
): Pick<ReleasedFunction, 'manifest' | 'codeSha256' | 'image'> | undefined {
  const plan = world.desired.images[logicalId]
  const image = knownImages({ world, known })[logicalId]
  if (plan !== undefined && image !== undefined)
    return { manifest: plan.identity, codeSha256: image.replace(/^.*@sha256:/, ''), image }
  const artifact = world.desired.artifacts[logicalId]
  return artifact === undefined ? undefined : { manifest: artifact.manifest.sha256, codeSha256: artifact.codeSha256 }
}

function releasedLayers(known: Known, { desired }: World): Readonly<Record<string, ReleasedLayer>> {
  const made = Object.values(desired.layers).flatMap(({ logicalId, stack }): [string, ReleasedLayer][] => {
    const artifact = known.has(`stack.${stack}`) ? desired.artifacts[logicalId] : undefined
    if (artifact === undefined) return []
    return [[logicalId, { manifest: artifact.manifest.sha256, codeSha256: artifact.codeSha256 }]]
  })
  return Object.fromEntries(made)
}

interface Published {
  readonly name: string
  readonly version: string
  readonly codeSha256: string
}

function releasedSite(known: Known): ReleasedSite | undefined {
  const pages = known.get('site.pages') as unknown as ReleasedSite | undefined
  if (pages === undefined) return undefined
  const cleared = known.get('site.invalidation') as Partial<ReleasedSite> | undefined
  return { ...pages, ...cleared }
}

/** Each step of an act with how it ended and how long it took, in milliseconds. */
export function stepOutcomes(ending: Ending): Release['steps'] {
  return [
    ...ending.done.map(({ step, result, ms }) => ({ id: step.id, outcome: result.outcome, ms })),
    ...(ending.failed === undefined ? [] : [{ id: ending.failed.step.id, outcome: 'failed', ms: ending.failed.ms }]),
    ...ending.open.map(({ id }) => ({ id, outcome: 'not started', ms: 0 })),
    ...(ending.undone === undefined ? [] : stepOutcomes(ending.undone)),
  ]
}
