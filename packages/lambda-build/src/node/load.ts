import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { ArtifactFile } from '../artifact/artifact-file.ts'
import { hostMachine, type Machine } from '../artifact/machine.ts'
import { loadProgram } from './load-program.ts'

/** What is found under the handler's path in a file that was run. */
interface LoadedHandler {
  /** As `typeof` says: `undefined` where there is nothing. */
  readonly type: string
  /** It is no export of its own, but inside the default export, where runtimes since nodejs24.x look too. */
  readonly isDefault: boolean
  readonly parameters: number
  readonly isStreaming: boolean
}

/** The names that a built file has once it has run, or why it could not be run here. */
export type Loaded =
  | { readonly names: readonly string[]; readonly handler: LoadedHandler }
  | { readonly names?: undefined; readonly reason: string }

/** What to load: the artifact's files, the one that the handler names, the export's path in it. */
export interface LoadInput {
  readonly files: readonly ArtifactFile[]
  readonly output: string
  /** Such as `handler` or `routes.get`. */
  readonly handler: string
  /** The machine that the code is for. */
  readonly machine: Machine
}

/**
 * Runs a built file in a process of its own, without network, the host's environment, credentials, or a right to write
 * files or to start processes, and answers what it exports. The artifact lies in a temporary folder, which is removed;
 * what is on the disk already is only linked there.
 *
 * @param limit milliseconds until the process is ended
 */
export async function loadExports(input: LoadInput, signal: AbortSignal, limit = 10_000): Promise<Loaded> {
  // Real, since the right to read is given for the real path.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'lambda-load-')))
  try {
    await layOut(input.files, folder)
    return await run(input, folder, AbortSignal.any([signal, AbortSignal.timeout(limit)]), limit)
  } finally {
    await rm(folder, { recursive: true, force: true })
    signal.throwIfAborted()
  }
}

/** Symbolic links, since a hard link would touch the file that it leads to, and the cache would take it for changed. */
async function layOut(files: readonly ArtifactFile[], folder: string): Promise<void> {
  const folders = new Set(files.map(({ path }) => dirname(join(folder, path))))
  for (const each of folders) await mkdir(each, { recursive: true })
  for (const { path, content } of files) {
    if (content instanceof Uint8Array) await writeFile(join(folder, path), content)
    else await symlink(content.file, join(folder, path))
  }
}

async function run(
  { output, handler, machine }: LoadInput,
  folder: string,
  signal: AbortSignal,
  limit: number,
): Promise<Loaded> {
  const host = hostMachine()
  const isForeign = machine.system !== host.system || machine.architecture !== host.architecture
  const rights = ['--permission', `--allow-fs-read=${folder}/*`, ...(isForeign ? [] : ['--allow-addons'])]
  const links = ['--preserve-symlinks', '--preserve-symlinks-main']
  const child = spawn(process.execPath, [...rights, ...links, '-e', loadProgram, join(folder, output), handler], {
    cwd: folder,
    env: { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1' },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    killSignal: 'SIGKILL',
    signal,
  })
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('close', () => resolve())
  })
  const pipe = child.stdio[3]
  const answer = pipe === undefined || pipe === null || !('read' in pipe) ? '' : await text(pipe).catch(() => '')
  await ended
  if (signal.aborted) return { reason: `it did not end within ${limit / 1000} seconds` }
  if (answer === '') return { reason: `it ended the process with code ${child.exitCode ?? child.signalCode}` }
  const loaded: Loaded & { readonly code?: string } = JSON.parse(answer)
  if (loaded.names !== undefined) return loaded
  const isMachineCode = isForeign && /^ERR_DLOPEN/.test(loaded.code ?? '')
  const foreign = `it loads machine code for ${nameOf(machine)}, and this machine is ${nameOf(host)}`
  return { reason: isMachineCode ? foreign : loaded.reason }
}

function nameOf({ system, architecture }: Machine): string {
  return `${system} ${architecture}`
}
