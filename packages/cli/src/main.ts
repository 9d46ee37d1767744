import { type Host, processHost } from './host.ts'
import { parseCommandLine } from './parse.ts'
import type { Program } from './program.ts'

/**
 * Runs a program: parses what was typed, prints help or version, or performs the command and ends with exactly one
 * result and its exit code. Never throws and prints no stack trace for an expected failure.
 */
export async function main(program: Program, host: Host = processHost()): Promise<void> {
  const line = parseCommandLine(program, host.argv)
  if (line.kind === 'run') {
    const { conduct } = await import('./conduct.ts')
    return await conduct(program, line, host)
  }
  if (line.kind === 'version' && line.output === 'text') {
    // A reader that has gone is no reason to fail.
    host.stdout.on('error', () => {})
    host.stdout.write(`${program.version}\n`)
    return host.setExitCode(0)
  }
  const { answerAtOnce } = await import('./at-once.ts')
  await answerAtOnce(program, line, host)
}
