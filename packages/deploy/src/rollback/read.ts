import { ownedResources, readStack, stackGroup } from '@project-utils/cfn'
import { type Context, isProjectError, type Release } from '@project-utils/contract'
import { readAlias, readFunction } from '@project-utils/lambda-build'
import type { Current } from '@project-utils/records'
import type { PublishedSite } from '@project-utils/site'
import { cloudFormation, lambda } from '../clients.ts'
import type { Workbench } from '../workbench.ts'
import { readSiteBack } from './read-site.ts'
import { recordedStack, secretOf } from './recorded-stack.ts'
import { returnOrder } from './return-order.ts'
import type { FunctionReturn, ReturnWorld, StackReturn } from './world.ts'

/** What is looked at: the release to return to, and what is known of the present. */
export interface ReturnInput {
  readonly target: Release
  readonly current: Current
  readonly good: Release
  readonly settled: boolean
  /** Keys of the stacks that may differ; default: all of the release. */
  readonly stacks?: readonly string[]
  /** The site as it is published now; undefined where nobody knows. */
  readonly site: PublishedSite | undefined
}

/** Looks at what returning to a release takes, and whether all of it is still kept. */
export async function readReturn(input: ReturnInput, bench: Workbench, context: Context): Promise<ReturnWorld> {
  const { target, current, good, settled } = input
  const { scope, selection, accept } = bench
  const keys = Object.keys(target.stacks).filter((key) => input.stacks?.includes(key) ?? true)
  const [stacks, functions, site] = await Promise.all([
    Promise.all(keys.map(async (key) => [key, await readStackReturn(key, target, bench)] as const)),
    readFunctions(target, bench),
    readSiteBack(target, good, input.site, bench, context),
  ])
  const found = Object.fromEntries(stacks.flatMap(([key, one]) => ('gone' in one ? [] : [[key, one] as const])))
  const gone = [
    ...stacks.flatMap(([, one]) => ('gone' in one ? one.gone : [])),
    ...(await missingCode(target, input, bench)),
    ...site.gone,
  ]
  return {
    ...{ scope, selection, accept, target, current, good, settled, functions, gone },
    stacks: Object.fromEntries(returnOrder(found, bench.project).map((key) => [key, found[key] as StackReturn])),
    ...(site.back === undefined ? {} : { site: site.back }),
    remains: site.remains,
    prepared: [],
  }
}

async function readStackReturn(
  key: string,
  { stacks }: Release,
  bench: Workbench,
): Promise<StackReturn | { readonly gone: readonly string[] }> {
  const released = stacks[key]
  if (released === undefined) return { gone: [] }
  const { templateKey, name, arn } = released
  const client = await cloudFormation(bench.session)
  const [blob, state] = await Promise.all([
    templateKey === '' ? undefined : bench.records.blobs.get(templateKey),
    readStack(client, name),
  ])
  if (blob === undefined) return { gone: [`the template of stack ${key}`] }
  const desired = recordedStack(key, released, new TextDecoder().decode(blob.body), state, bench)
  const secret = secretOf(released, desired.template)
  const isThere = stackGroup(state.status) === 'update'
  const lost = isThere ? secret.filter((one) => state.parameters[one] === undefined) : []
  if (lost.length > 0) return { gone: lost.map((one) => `the secret parameter ${one} of stack ${key}`) }
  const owned = isThere ? await ownedResources(client, state.arn ?? arn) : undefined
  return { desired, state, secret, ...(owned === undefined ? {} : { owned }) }
}

/** The code of every function and layer that the release's templates name, where a stack would be given it again. */
async function missingCode(
  target: Release,
  { good, settled }: ReturnInput,
  bench: Workbench,
): Promise<readonly string[]> {
  const contents = Object.entries({ ...target.layers, ...target.functions })
  const present = { ...good.layers, ...good.functions }
  const changed = contents.filter(
    ([id, one]) => !('image' in one) && !(settled && present[id]?.manifest === one.manifest),
  )
  if (changed.length === 0) return []
  const missing = await bench.records.blobs.missing(changed.map(([, { manifest }]) => manifest))
  return changed.flatMap(([id, { manifest }]) => (missing.includes(manifest) ? [`the code of ${id}`] : []))
}

async function readFunctions(
  { functions }: Release,
  { session }: Workbench,
): Promise<Readonly<Record<string, FunctionReturn>>> {
  const gated = Object.entries(functions).filter(
    ([, { alias, version }]) => alias !== undefined && version !== undefined,
  )
  if (gated.length === 0) return {}
  const client = await lambda(session)
  const looks = gated.map(async ([logicalId, released]): Promise<[string, FunctionReturn]> => {
    const { name, alias = '', version = '' } = released
    const live = (await readAlias(client, name, alias))?.version
    const isThere = live === version || (await isKnown(readFunction(client, name, version)))
    return [logicalId, { released, ...(live === undefined ? {} : { live }), isThere }]
  })
  return Object.fromEntries(await Promise.all(looks))
}

async function isKnown(look: Promise<unknown>): Promise<boolean> {
  try {
    await look
    return true
  } catch (error) {
    if (isProjectError(error) && error.code === 'LAMBDA_FUNCTION_NOT_FOUND') return false
    throw error
  }
}
