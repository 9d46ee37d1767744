import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import { type Context, type Envelope, type ErrorTable, ProjectError } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import type { Artifact } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { unpackedSize } from './build.ts'
import { errorTables } from './error-tables.ts'
import { openBuild } from './open-build.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-lambda package`: writes each zip, and a list of all, into a folder for other tools. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { out } = invocation.flags
  if (typeof out !== 'string') {
    throw new ProjectError('LAMBDA_FOLDER_UNNAMED', 'package does not know where to write the zips', {
      hint: 'project-lambda package --out dist/lambda',
    })
  }
  const { input, scopes, findings } = await openBuild(invocation, { names: invocation.arguments, judges: true })
  const folder = resolve(invocation.cwd, out)
  const question = {
    command: 'lambda package',
    scopes,
    ask: async (context: Context) => {
      const artifacts = await buildArtifacts(input, context)
      await writePackage(artifacts, folder, context.signal)
      const rows = artifacts.map(({ logicalId, bytes, manifest }) => ({
        logicalId,
        file: join(folder, `${logicalId}.zip`),
        zipSize: bytes,
        manifest: manifest.sha256,
      }))
      return { data: { folder, list: join(folder, 'artifacts.json'), artifacts: rows }, findings }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

/**
 * The list is written last, and one that is to become another is removed first: whoever finds it finds all that it names.
 * Nothing in it depends on time or place.
 */
async function writePackage(artifacts: readonly Artifact[], folder: string, signal: AbortSignal): Promise<void> {
  const path = join(folder, 'artifacts.json')
  const text = listOf(artifacts)
  await removeDrafts(folder)
  if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) await remove(path)
  for (const { logicalId, zip } of artifacts) {
    signal.throwIfAborted()
    await put(join(folder, `${logicalId}.zip`), (draft) => copyFile(zip, draft))
  }
  await put(path, (draft) => writeFile(draft, text))
}

function listOf(artifacts: readonly Artifact[]): string {
  const list = artifacts
    .toSorted((a, b) => (a.logicalId < b.logicalId ? -1 : 1))
    .map((artifact) => ({
      logicalId: artifact.logicalId,
      type: artifact.type,
      file: `${artifact.logicalId}.zip`,
      manifest: artifact.manifest.sha256,
      codeSha256: artifact.codeSha256,
      zipSize: artifact.bytes,
      size: unpackedSize(artifact),
      entries: artifact.manifest.entries,
    }))
  return `${JSON.stringify({ v: 1, artifacts: list }, null, 2)}\n`
}

/** Removes what runs that were killed had begun to write. */
async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, pid] = /\.(?:zip|json)\.(\d+)\.tmp$/.exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) await remove(join(folder, name))
  }
}

/** This process has begun nothing yet: what bears its number is of an earlier one. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch((cause: unknown) => {
    throw unwritable(path, cause)
  })
}

/** A file of the folder is there whole or not at all. */
async function put(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await write(draft)
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw unwritable(path, cause)
  }
}

function unwritable(path: string, cause: unknown): ProjectError {
  const fact = cause instanceof Error ? cause.message : String(cause)
  return new ProjectError('LAMBDA_FOLDER_UNWRITABLE', `${path} could not be written: ${fact}`, {
    hint: 'make room on the disk, or name another folder with --out',
    cause,
  })
}
