import { readFile } from 'node:fs/promises'
import { ownedResources, readDeletionBlocks, readExisting, readStack, type StackState } from '@project-utils/cfn'
import type { Release } from '@project-utils/contract'
import { referencesOf } from '@project-utils/project'
import { parseSiteManifest } from '@project-utils/site'
import { namedResources, parseTemplate, resolveTemplate, statefulTypes, type Template } from '@project-utils/template'
import { cloudFormation, s3 } from '../clients.ts'
import { forgottenStacks } from '../forgotten-stacks.ts'
import type { Workbench } from '../workbench.ts'
import type { DestroyWorld, Doomed, DoomedSite, DoomedStack } from './world.ts'

/** Looks at all that an environment consists of. */
export async function readDoomed(bench: Workbench, named: readonly string[]): Promise<DestroyWorld> {
  const { project, records, session, scope } = bench
  const client = await cloudFormation(session)
  const current = await records.releases.current()
  const value = current === 'no-bucket' ? undefined : current?.value
  const good = value?.good ?? undefined
  const read = await Promise.all(
    [...forgottenStacks(project, good), ...deletionOrder(project.stacks)].map(async ({ key, name, template: file }) => {
      const state = await readStack(client, name)
      const template = parseTemplate(
        await deployedBody(bench, good, key, file),
        file ?? `the template of stack ${name}`,
      )
      const declared = Object.keys(template.resources)
      if (state.status === 'ABSENT')
        return { declared, stack: absent(key, state), leftovers: await readLeftovers(bench, template, state) }
      const stack = await readDoomedStack(bench, key, state, template)
      return { declared, stack: file === undefined ? { ...stack, forgotten: true } : stack, leftovers: [] }
    }),
  )
  const site = await readSite(bench, good)
  return {
    scope,
    selection: bench.selection,
    named,
    accept: bench.accept,
    current,
    ...(good === undefined ? {} : { good }),
    stacks: read.map(({ stack }) => stack),
    leftovers: read.flatMap(({ leftovers }) => leftovers),
    declared: read.flatMap(({ declared }) => declared),
    ...(site === undefined ? {} : { site }),
  }
}

/** Stacks that take outputs of others before those others. */
function deletionOrder(stacks: Workbench['project']['stacks']): readonly Workbench['project']['stacks'][string][] {
  const left = new Map(Object.entries(stacks))
  const order: Workbench['project']['stacks'][string][] = []
  while (left.size > 0) {
    const taken = new Set(
      [...left.values()].flatMap(({ key, parameters }) =>
        referencesOf(parameters).flatMap((one) => (one.kind === 'outputs' && one.stack !== key ? [one.stack] : [])),
      ),
    )
    const free = [...left.values()].find(({ key }) => !taken.has(key)) ?? [...left.values()][0]
    if (free === undefined) break
    left.delete(free.key)
    order.push(free)
  }
  return order
}

/** What was deployed decides what is retained; the file on disk only where no release recorded it. */
async function deployedBody(
  bench: Workbench,
  good: Release | undefined,
  key: string,
  file: string | undefined,
): Promise<string> {
  const blob = good?.stacks[key]?.templateKey
  const kept = blob === undefined || blob === '' ? undefined : await bench.records.blobs.get(blob)
  if (kept !== undefined) return new TextDecoder().decode(kept.body)
  return file === undefined ? unknownTemplate : await readFile(file, 'utf8')
}

/** Without a template nothing counts as retained, so whatever holds data must be named. */
const unknownTemplate = '{"Resources":{"Unknown":{"Type":"AWS::CloudFormation::WaitConditionHandle"}}}'

function absent(key: string, state: StackState): DoomedStack {
  return { key, state, resources: [], blocks: [] }
}

async function readDoomedStack(
  { session }: Workbench,
  key: string,
  state: StackState,
  template: Template,
): Promise<DoomedStack> {
  const owned = await ownedResources(await cloudFormation(session), state.arn ?? state.name)
  const resources = owned
    .filter(({ status, physicalId }) => status !== 'DELETE_COMPLETE' && physicalId !== '')
    .map(({ logicalId, type, physicalId }) => doomed(logicalId, type, physicalId, template))
  return {
    key,
    state,
    resources,
    blocks: await readDeletionBlocks(
      session,
      resources.filter((one) => !one.retained),
    ),
  }
}

function doomed(logicalId: string, type: string, physicalId: string, template: Template): Doomed {
  const policy = template.resources[logicalId]?.deletionPolicy ?? ''
  return { logicalId, type, physicalId, retained: policy.startsWith('Retain'), stateful: statefulTypes.has(type) }
}

/** Retained resources with a name of their own outlive their stack; they are found again by it. */
async function readLeftovers(
  { session, scope, project }: Workbench,
  template: Template,
  state: StackState,
): Promise<readonly Doomed[]> {
  const written = Object.values(project.stacks).find(({ name }) => name === state.name)?.parameters ?? {}
  const known = Object.entries(written).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const pseudo = { account: scope.account, region: scope.region, stackName: state.name }
  const resolved = resolveTemplate(template, { parameters: Object.fromEntries(known), pseudo })
  const retained = namedResources(resolved).filter(
    ({ logicalId, type, name }) => doomed(logicalId, type, name, template).retained,
  )
  const { existing } = await readExisting(session, retained)
  return existing.map(({ logicalId, type, name }) => doomed(logicalId, type, name, template))
}

async function readSite({ records, session }: Workbench, good: Release | undefined): Promise<DoomedSite | undefined> {
  if (good?.site === undefined) return undefined
  const { bucket, manifestKey } = good.site
  const [{ listKeys }, blob] = await Promise.all([import('./list-keys.ts'), records.blobs.get(manifestKey)])
  const manifest = blob === undefined ? undefined : parseSiteManifest(new TextDecoder().decode(blob.body))
  const ours = new Set(['config.json', ...(manifest?.files.map((file) => file.key) ?? [])])
  const earlier = (key: string): boolean => /^assets\//.test(key)
  const keys = await listKeys(await s3(session), bucket)
  return { bucket, strangers: keys.filter((key) => !ours.has(key) && !earlier(key)) }
}
