/** Runs a program's commands in this process, many a second: what its own process would print, and the code it would end with. */
import { PassThrough } from 'node:stream'
import { type Host, type HostInput, type HostOutput, main, type Program } from '@project-utils/cli'

/** How a command ended. */
export interface ProgramRun {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command line in a folder. */
export async function runProgram(
  program: Program,
  argv: readonly string[],
  { cwd, environment }: { readonly cwd: string; readonly environment: Host['environment'] },
): Promise<ProgramRun> {
  const [stdout, stderr] = [collector(), collector()]
  let code: number | undefined
  const stdin: HostInput = Object.assign(new PassThrough(), { isTTY: false })
  const host: Host = {
    ...{ argv, environment, cwd, stdin },
    stdout: stdout.stream,
    stderr: stderr.stream,
    // Signals and failures of this process are the test's own.
    on: () => undefined,
    off: () => undefined,
    divertConsole: () => undefined,
    setExitCode: (wanted) => {
      code = wanted
    },
    exit: (wanted) => {
      code = wanted
    },
  }
  await main(program, host)
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

function collector(): { readonly stream: HostOutput; text(): string } {
  const chunks: Buffer[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return { stream: Object.assign(stream, { isTTY: false }), text: () => Buffer.concat(chunks).toString() }
}
