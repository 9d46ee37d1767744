import { join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import { withLaidOut } from '../artifact/lay-out.ts'
import { hostMachine, type Machine } from '../artifact/machine.ts'
import { runProgram } from '../programs/run-program.ts'
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
  | { readonly names?: undefined; readonly reason: string /** Of the error that stopped it. */; readonly code?: string }

/** What to load: the artifact's files, the one that the handler names, the export's path in it. */
export interface LoadInput {
  readonly files: readonly ArtifactFile[]
  readonly output: string
  /** Such as `handler` or `routes.get`. */
  readonly handler: string
  /** The machine that the code is for. */
  readonly machine: Machine
  /** Environment variables of the function. */
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Runs a built file in a process of its own, without network, the host's environment, credentials, or a right to write
 * files or to start processes, and answers what it exports. The artifact lies in a temporary folder, which is removed;
 * what is on the disk already is only linked there.
 *
 * @param limit milliseconds until the process is ended
 */
export async function loadExports(input: LoadInput, signal: AbortSignal, limit = 10_000): Promise<Loaded> {
  return await withLaidOut(input.files, (folder) => run(input, folder, signal, limit))
}

async function run(
  { output, handler, machine, variables }: LoadInput,
  folder: string,
  signal: AbortSignal,
  limit: number,
): Promise<Loaded> {
  const isForeign = isForeignMachine(machine)
  const rights = ['--permission', `--allow-fs-read=${folder}/*`, ...(isForeign ? [] : ['--allow-addons'])]
  const links = ['--preserve-symlinks', '--preserve-symlinks-main']
  const { answer, status, failure } = await runProgram(
    process.execPath,
    [...rights, ...links, '-e', loadProgram, join(folder, output), handler],
    {
      folder,
      environment: { ...harmless(variables), HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1' },
      signal,
      limit,
      answers: true,
    },
  )
  if (status === undefined && failure !== undefined) return { reason: failure }
  if (answer === '') return { reason: `it ended the process with code ${status}` }
  const loaded = read(answer)
  if (loaded.names !== undefined) return loaded
  const isMachineCode = isForeign && /^ERR_DLOPEN/.test(loaded.code ?? '')
  const foreign = `it loads machine code for ${nameOf(machine)}, and this machine is ${nameOf(hostMachine())}`
  return isMachineCode ? { reason: foreign } : loaded
}

/** Whether machine code for a machine cannot run on this one. */
export function isForeignMachine({ system, architecture }: Machine): boolean {
  const host = hostMachine()
  return system !== host.system || architecture !== host.architecture
}

/** Without what would change Node.js itself. */
function harmless(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !/^(NODE_|LD_|PATH$)/.test(name)))
}

/** What the loaded code itself wrote into the pipe is no answer. */
function read(answer: string): Loaded {
  try {
    return JSON.parse(answer)
  } catch {
    return { reason: 'it writes into file descriptor 3, where its exports are told' }
  }
}

function nameOf({ system, architecture }: Machine): string {
  return `${system} ${architecture}`
}
