import type { Invocation } from '@project-utils/cli'
import {
  type Context,
  type Envelope,
  type ErrorTable,
  type Finding,
  isProjectError,
  type Json,
} from '@project-utils/contract'
import { ask } from '@project-utils/run'
import type { DeclaredFunction } from '../input/declared.ts'
import { type FunctionState, findFunction, readAlias, readNewestVersion } from '../publish/read.ts'
import { type LifecycleTable, readLifecycles, stageOf } from '../runtime/lifecycle.ts'
import { errorTables } from './error-tables.ts'
import { type Account, openAccount } from './open-account.ts'
import { type OpenedBuild, openBuild } from './open-build.ts'
import { type RecalledBuild, recalledBuilds } from './recalled-builds.ts'

export const errors: readonly ErrorTable[] = errorTables

/** What is deployed of a function; `unknown` where nobody may look. */
type Deployed =
  | 'unknown'
  | 'no'
  | { readonly name: string; readonly state: FunctionState; readonly version?: string; readonly alias?: string }

/** Why an account cannot be looked at at all: then the half that lies on this machine is told. */
const closed: ReadonlySet<string> = new Set(['AWS_NO_CREDENTIALS', 'AWS_EXPIRED_CREDENTIALS'])

/** `project-lambda list`: each declared function, as it is built here and as it is deployed. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const opened = await openBuild(invocation, { names: [], needsTarget: true })
  const account = await openAccount(invocation, opened)
  const question = {
    command: 'lambda list',
    scopes: [account.scope],
    ask: async (context: Context) => {
      const declared = Object.values(opened.declared.functions)
      const builds = new Map((await recalledBuilds(opened.input)).map((build) => [build.logicalId, build]))
      const { deployed, finding } = await lookAtAll(declared, account, context.signal)
      const same = await sameContent(builds, deployed, account)
      const lifecycles = readLifecycles(opened.project.build.runtimes)
      const rows = declared.map((one) =>
        rowOf(one, builds.get(one.logicalId), deployed.get(one.logicalId) ?? 'unknown', lifecycles, opened, same),
      )
      return { data: rows, findings: [...opened.findings, ...(finding === undefined ? [] : [finding])] }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

async function lookAtAll(
  declared: readonly DeclaredFunction[],
  account: Account,
  signal: AbortSignal,
): Promise<{ readonly deployed: ReadonlyMap<string, Deployed>; readonly finding?: Finding }> {
  const deployed = new Map<string, Deployed>()
  try {
    const names = await account.names(declared.map(({ logicalId }) => logicalId))
    for (const one of declared) {
      signal.throwIfAborted()
      deployed.set(one.logicalId, await lookAt(one, names.get(one.logicalId), account))
    }
    return { deployed }
  } catch (error) {
    if (!isProjectError(error) || !closed.has(error.code)) throw error
    const finding: Finding = {
      rule: 'lambda/not-looked',
      category: 'operation',
      severity: 'warning',
      message: `what is deployed is unknown: ${error.message}`,
      ...(error.hint === undefined ? {} : { fix: error.hint }),
    }
    return { deployed, finding }
  }
}

async function lookAt(
  { alias: managed }: DeclaredFunction,
  name: string | undefined,
  { lambda }: Account,
): Promise<Deployed> {
  if (name === undefined) return 'no'
  const client = await lambda()
  const state = await findFunction(client, name)
  if (state === undefined) return 'no'
  const [version, alias] = await Promise.all([
    readNewestVersion(client, name),
    managed === undefined ? undefined : readAlias(client, name, managed.name),
  ])
  const pointed = alias === undefined ? {} : { alias: `${managed?.name} → ${alias.version}` }
  return { name, state, ...(version === undefined ? {} : { version }), ...pointed }
}

function rowOf(
  { logicalId, runtime, memory, timeout, architecture }: DeclaredFunction,
  build: RecalledBuild | undefined,
  deployed: Deployed,
  lifecycles: LifecycleTable,
  { project }: OpenedBuild,
  same: ReadonlySet<string>,
): Json {
  const found = typeof deployed === 'object' ? deployed : undefined
  const settings = found?.state.settings
  const own = settings?.runtime ?? runtime
  const dates = own === undefined ? undefined : lifecycles.runtimes[own]
  return {
    logicalId,
    deployed: typeof deployed === 'object' ? 'yes' : deployed,
    name: found?.name ?? null,
    version: found?.version ?? null,
    alias: found?.alias ?? null,
    code: codeOf(build, deployed, project.functions[logicalId] !== undefined, same),
    size: settings?.codeSize ?? build?.artifact?.bytes ?? null,
    runtime: own ?? null,
    support: own === undefined ? null : stageOf(own, lifecycles, new Date()),
    supportedUntil: dates?.deprecated ?? null,
    memory: settings?.memory ?? memory ?? null,
    timeout: settings?.timeout ?? timeout ?? null,
    architecture: settings?.architecture ?? architecture ?? null,
    lastModified: settings?.lastModified ?? null,
  }
}

/**
 * Functions that run the content that was built here, packed by another zlib: the bucket holds that content under its own
 * hash, and says of the zip what Lambda says of it.
 */
async function sameContent(
  builds: ReadonlyMap<string, RecalledBuild>,
  deployed: ReadonlyMap<string, Deployed>,
  { records }: Pick<Account, 'records'>,
): Promise<ReadonlySet<string>> {
  const same = await Promise.all(
    [...deployed].map(async ([id, found]) => {
      const artifact = builds.get(id)?.artifact
      if (artifact === undefined || typeof found !== 'object') return []
      if (found.state.codeSha256 === artifact.codeSha256) return []
      // Who may not read the bucket is told what the zips' hashes tell.
      const stored = await records.blobs.describe(artifact.manifest.sha256).catch(() => undefined)
      return stored?.['codesha256'] === found.state.codeSha256 ? [id] : []
    }),
  )
  return new Set(same.flat())
}

/** Compares with the build that still holds; one that does not is named, not made. */
function codeOf(
  build: RecalledBuild | undefined,
  deployed: Deployed,
  isBuilt: boolean,
  same: ReadonlySet<string>,
): string {
  if (!isBuilt) return 'not built by this project'
  if (build?.artifact === undefined) return build === undefined ? 'container image' : `to be built: ${build.why}`
  if (typeof deployed !== 'object') return 'built'
  const isSame = deployed.state.codeSha256 === build.artifact.codeSha256 || same.has(build.logicalId)
  return isSame ? 'as built' : 'other than built'
}
