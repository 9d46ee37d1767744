import type { Envelope, Problem } from '@project-utils/contract'
import { helloEvent, plainEnvelope, resultEvent } from './envelope.ts'
import type { Host } from './host.ts'
import type { CommandLine } from './parse.ts'
import type { Program } from './program.ts'
import { titleOf, toolName } from './title.ts'

/** Answers what needs no command: help, version and a wrong command line, each in the form that was asked for. */
export async function answerAtOnce(
  program: Program,
  line: Exclude<CommandLine, { kind: 'run' }>,
  host: Host,
): Promise<void> {
  // A reader that has gone (`project-deploy --help | head -1`) is no reason to fail.
  host.stdout.on('error', () => {})
  host.stderr.on('error', () => {})
  host.setExitCode(line.kind === 'usage' ? 2 : 0)
  if (line.kind === 'usage') host.stderr.write(usageText(program, line.problems))
  if (line.output === 'text') {
    if (line.kind !== 'usage')
      host.stdout.write(line.kind === 'version' ? `${program.version}\n` : await helpText(program, line, host))
    return
  }
  const { newRunId } = await import('@project-utils/run')
  const at = new Date()
  const command = titleOf(program, line.kind === 'version' ? undefined : line.command)
  const run = newRunId(at)
  const envelope: Envelope =
    line.kind === 'usage'
      ? plainEnvelope({ run, command, exitCode: 2, problems: line.problems })
      : plainEnvelope({
          run,
          command,
          exitCode: 0,
          data: line.kind === 'version' ? { version: program.version } : { help: await helpText(program, line, host) },
        })
  const lines =
    line.output === 'json'
      ? [envelope]
      : [
          helloEvent({ run, tool: toolName(program), version: program.version, command, at }),
          resultEvent(envelope, 1, new Date()),
        ]
  host.stdout.write(lines.map((document) => `${JSON.stringify(document)}\n`).join(''))
}

/** The problems of a wrong command line, plain: loading colours would cost more than they tell. */
function usageText(program: Program, problems: readonly Problem[]): string {
  return problems
    .map(({ message, hint }) => `${program.bin}: ${message}\n${hint === undefined ? '' : `  ${hint}\n`}`)
    .join('')
}

async function helpText(program: Program, line: Extract<CommandLine, { kind: 'help' }>, host: Host): Promise<string> {
  const { formatHelp } = await import('./help.ts')
  const columns = Number(host.environment['COLUMNS']) || host.stdout.columns || 100
  return formatHelp(program, line.command, Math.min(Math.max(columns, 40), 120))
}
