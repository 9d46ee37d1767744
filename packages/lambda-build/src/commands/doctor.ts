import { existsSync } from 'node:fs'
import { join } from 'node:path'
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
import { limits } from '../artifact/limits.ts'
import { cacheSize } from '../cache/sweep.ts'
import { findProgram } from '../programs/find-program.ts'
import { runProgram } from '../programs/run-program.ts'
import { judgeDeclared } from '../runtime/judge-declared.ts'
import type { Judgement } from '../runtime/judge-functions.ts'
import { readLifecycles, stageOf } from '../runtime/lifecycle.ts'
import { unpackedSize } from './build.ts'
import { errorTables } from './error-tables.ts'
import { openAccount } from './open-account.ts'
import { type OpenedBuild, openBuild } from './open-build.ts'
import { recalledBuilds } from './recalled-builds.ts'

export const errors: readonly ErrorTable[] = errorTables

/** A program that builds may need, and whether this project does. */
interface Tool {
  readonly name: string
  readonly needed: boolean
  /** Where it is missing, what to do. */
  readonly fix: string
}

/** Asking a program for its version (milliseconds). */
const patience = 20_000

/**
 * `project-lambda doctor`: what this machine, the project's runtimes and sizes, and the account's limits are like. With
 * an environment the account is looked at too. Builds nothing.
 */
export async function run(invocation: Invocation): Promise<Envelope> {
  const opened = await openBuild(invocation, { names: [] })
  const question = {
    command: 'lambda doctor',
    scopes: opened.scopes,
    ask: async (context: Context) => {
      const [tools, cache, sizes, account] = await Promise.all([
        lookAtTools(opened, context),
        cacheSize(opened.input.cache),
        lookAtSizes(opened),
        opened.scopes.length === 0 ? { row: null, findings: [] } : lookAtAccount(invocation, opened),
      ])
      const { runtimes, judged } = lookAtRuntimes(opened)
      const folders = Object.entries(cache.folders).map(([name, of]) => ({ name, ...of }))
      return {
        data: {
          node: { version: process.version, path: process.execPath },
          tools: tools.rows,
          cache: { folder: opened.input.cache, files: cache.files, bytes: cache.bytes, folders },
          runtimes,
          artifacts: sizes.rows,
          account: account.row,
        },
        problems: judged.problems,
        findings: [...opened.findings, ...tools.findings, ...judged.findings, ...sizes.findings, ...account.findings],
      }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

interface Looked {
  readonly rows: readonly Json[]
  readonly findings: readonly Finding[]
}

async function lookAtTools({ input, declared }: OpenedBuild, { signal }: Context): Promise<Looked> {
  const { functions, layers = [], root, childEnvironment: environment = {} } = input
  const has = (file: string): boolean =>
    [root, ...[...functions, ...layers].map(({ directory }) => directory)].some(
      (folder) => folder !== undefined && existsSync(join(folder, file)),
    )
  const runtimes = [...functions, ...layers].map(({ logicalId, runtime }) => {
    return declared.functions[logicalId]?.runtime ?? runtime ?? ''
  })
  const isPython = runtimes.some((runtime) => runtime.startsWith('python'))
  const isImage = functions.some(({ image }) => image !== undefined)
  const isInstalled = layers.length > 0 || functions.some(({ bundle, external }) => !bundle || external.length > 0)
  const tools: readonly Tool[] = [
    { name: 'npm', needed: isInstalled && has('package-lock.json'), fix: 'install Node.js with npm' },
    { name: 'pnpm', needed: isInstalled && has('pnpm-lock.yaml'), fix: 'npm install --global pnpm' },
    { name: 'yarn', needed: isInstalled && has('yarn.lock'), fix: 'npm install --global yarn' },
    // Without it a pinned one is put into the cache.
    { name: 'uv', needed: false, fix: 'see docs.astral.sh/uv' },
    { name: 'python3', needed: isPython, fix: 'install Python 3.10 or newer' },
    ...['docker', 'podman', 'finch', 'nerdctl'].map((name) => ({ name, needed: false, fix: '' })),
  ]
  const found = await Promise.all(
    tools.map(async ({ name, needed }) => {
      const path = findProgram(name, environment)
      if (path === undefined) return { name, needed, version: null, path: null }
      const run = { folder: root, environment, signal, limit: patience }
      const { failure, tail } = await runProgram(path, ['--version'], run)
      const version = failure === undefined ? (/\d+\.\d+[\w.]*/.exec(tail)?.[0] ?? 'unknown') : 'does not run'
      return { name, needed, version, path }
    }),
  )
  const lacking = found.filter(({ needed, version }) => needed && (version === null || version === 'does not run'))
  const findings = lacking.map(({ name }) =>
    finding('tool-missing', `${name} is not there, and this project is built with it`, fixOf(tools, name)),
  )
  const engines = found.filter(({ name, version }) => isEngine(name) && version !== null)
  if (isImage && engines.length === 0) {
    const message = 'no container engine is there, and this project builds container images'
    findings.push(finding('tool-missing', message, 'install Docker, Podman, Finch or nerdctl'))
  }
  return { rows: found, findings }
}

function fixOf(tools: readonly Tool[], name: string): string {
  return tools.find((tool) => tool.name === name)?.fix ?? `install ${name}`
}

function isEngine(name: string): boolean {
  return ['docker', 'podman', 'finch', 'nerdctl'].includes(name)
}

function lookAtRuntimes({ declared, project }: OpenedBuild): {
  readonly runtimes: Json
  readonly judged: Judgement
} {
  const lifecycles = readLifecycles(project.build.runtimes)
  const now = new Date()
  const used = new Map<string, string[]>()
  for (const { logicalId, runtime } of Object.values(declared.functions)) {
    if (runtime !== undefined) used.set(runtime, [...(used.get(runtime) ?? []), logicalId])
  }
  const rows = [...used].map(([runtime, ids]) => {
    const { deprecated, createBlocked, updateBlocked } = lifecycles.runtimes[runtime] ?? {}
    return {
      runtime,
      support: stageOf(runtime, lifecycles, now),
      deprecated: deprecated ?? null,
      createBlocked: createBlocked ?? null,
      updateBlocked: updateBlocked ?? null,
      functions: ids.join(', '),
    }
  })
  const judged = judgeDeclared(project, declared.functions, now)
  return { runtimes: { asOf: lifecycles.asOf, used: rows }, judged }
}

/** Sizes of what was built last; with a warning from four fifths of Lambda's limit on. */
async function lookAtSizes({ input }: OpenedBuild): Promise<Looked> {
  const builds = await recalledBuilds(input)
  const rows = builds.map(({ logicalId, artifact, why }) => {
    const size = artifact === undefined ? null : unpackedSize(artifact)
    const share = size === null ? null : `${Math.ceil((size / limits.unzipped) * 100)} %`
    return {
      logicalId,
      size,
      zipSize: artifact?.bytes ?? null,
      ofLimit: share,
      build: artifact === undefined ? why : 'holds',
    }
  })
  const large = rows.filter(({ size }) => size !== null && size > limits.unzipped * 0.8)
  const findings = large.map(({ logicalId, ofLimit }) =>
    finding(
      'near-limit',
      `${logicalId} takes ${ofLimit} of what Lambda allows unpacked, layers included`,
      'see what weighs most: project-lambda package, then list the zip',
    ),
  )
  return { rows, findings }
}

async function lookAtAccount(
  invocation: Invocation,
  opened: OpenedBuild,
): Promise<{ readonly row: Json; readonly findings: readonly Finding[] }> {
  const { GetAccountSettingsCommand } = await import('../sdk.ts')
  const { explain } = await import('@project-utils/aws')
  try {
    const account = await openAccount(invocation, opened)
    const client = await account.lambda()
    const settings = await client.send(new GetAccountSettingsCommand({})).catch((error: unknown) => {
      throw explain(error, "reading the account's limits")
    })
    const { AccountLimit: limit, AccountUsage: usage } = settings
    const row = {
      unzippedLimit: limit?.CodeSizeUnzipped ?? null,
      zippedLimit: limit?.CodeSizeZipped ?? null,
      storageLimit: limit?.TotalCodeSize ?? null,
      storageUsed: usage?.TotalCodeSize ?? null,
      functions: usage?.FunctionCount ?? null,
      concurrency: limit?.ConcurrentExecutions ?? null,
      unreserved: limit?.UnreservedConcurrentExecutions ?? null,
    }
    const isFull = row.storageUsed !== null && row.storageLimit !== null && row.storageUsed > row.storageLimit * 0.8
    const message = 'more than 80 % of the storage for code in this account and region is used'
    return {
      row,
      findings: isFull ? [finding('storage-full', message, 'remove old versions that no alias points to')] : [],
    }
  } catch (error) {
    // The half that lies on this machine is worth telling without an account.
    if (!isProjectError(error) || !error.code.startsWith('AWS_')) throw error
    return {
      row: 'unknown',
      findings: [finding('account-unknown', `the account was not looked at: ${error.message}`, error.hint ?? '')],
    }
  }
}

function finding(rule: string, message: string, fix: string): Finding {
  return { rule: `lambda/${rule}`, category: 'operation', severity: 'warning', message, ...(fix === '' ? {} : { fix }) }
}
