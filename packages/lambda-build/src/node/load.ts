import { join } from 'node:path'
import type { ArtifactFile } from '@project-utils/artifact'
import { withLaidOut } from '../artifact/lay-out.ts'
import { hostKind, type Machine } from '../artifact/machine.ts'
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
  let loaded: Loaded | undefined
  const ended = await runFiles([input], signal, limit, (_, answer) => {
    loaded = answer
  })
  if (loaded === undefined) return { reason: ended }
  if (loaded.names !== undefined) return loaded
  const { machine } = input
  const isMachineCode = isForeignMachine(machine) && /^ERR_DLOPEN/.test(loaded.code ?? '')
  const foreign = `it loads machine code for ${nameOf(machine)}, and this machine is ${nameOf(hostKind())}`
  return isMachineCode ? { reason: foreign } : loaded
}

/**
 * Runs several built files one after the other in one process, which has the rights of the first, and tells of each what
 * it exports. After one that breaks off nothing more is told.
 *
 * @returns why it ended, where not all were told
 */
export async function runFiles(
  inputs: readonly LoadInput[],
  signal: AbortSignal,
  limit: number,
  tell: (index: number, loaded: Loaded) => void,
): Promise<string> {
  return await withLaidOut(
    inputs.map(({ files }) => files),
    async (folder) => {
      const [first] = inputs
      const mayLoadCode = first !== undefined && !isForeignMachine(first.machine)
      const rights = ['--permission', `--allow-fs-read=${folder}/*`, ...(mayLoadCode ? ['--allow-addons'] : [])]
      const links = ['--preserve-symlinks', '--preserve-symlinks-main']
      const all = inputs.map((input, index) => toRun(input, join(folder, String(index))))
      let isOurs = true
      let next = 0
      const { status, failure } = await runProgram(process.execPath, [...rights, ...links, '-e', loadProgram], {
        folder: all[0]?.folder ?? folder,
        environment: all[0]?.environment ?? {},
        signal,
        limit,
        input: JSON.stringify(all),
        onAnswer: (line) => {
          const { index, loaded } = read(line) ?? {}
          // What the loaded code itself wrote into the pipe is no answer, nor is any that follows.
          isOurs &&= index === next && loaded !== undefined
          if (!isOurs || loaded === undefined) return
          next += 1
          tell(next - 1, loaded)
        },
      })
      if (!isOurs) return 'it writes into file descriptor 3, where its exports are told'
      return status === undefined && failure !== undefined ? failure : `it ended the process with code ${status}`
    },
  )
}

/** Whether machine code for a machine cannot run on this one. */
export function isForeignMachine({ system, architecture }: Machine): boolean {
  const host = hostKind()
  return system !== host.system || architecture !== host.architecture
}

interface ToRun {
  readonly folder: string
  readonly file: string
  readonly handler: string
  readonly environment: Readonly<Record<string, string>>
}

function toRun({ output, handler, variables }: LoadInput, folder: string): ToRun {
  const surroundings = { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1' }
  return { folder, file: join(folder, output), handler, environment: { ...harmless(variables), ...surroundings } }
}

/** Without what would change Node.js itself. */
function harmless(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !/^(NODE_|LD_|PATH$)/.test(name)))
}

function read(line: string): { readonly index?: number; readonly loaded?: Loaded } | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function nameOf({ system, architecture }: Pick<Machine, 'system' | 'architecture'>): string {
  return `${system} ${architecture}`
}
