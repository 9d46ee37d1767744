/** A command at a real pseudo-terminal, with keys pressed at given moments. Needs Python, as the local cloud does. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TinyProject } from '../tiny-project.ts'

/** A key, so many seconds after the start; with `after`, after that text was first on the screen. */
export interface Key {
  readonly press: string
  readonly at: number
  readonly after?: string
}

/** How a command at a terminal ended. */
export interface TerminalRun {
  /** Exit code; negative: the number of the signal that ended it. */
  readonly code: number
  /** Everything that was written to the terminal, escapes included. */
  readonly output: string
  /** Keys that were not pressed, since the command had ended. */
  readonly unpressed: number
  /** Whether the terminal's settings (echo, line mode) are those from before. */
  readonly restored: boolean
}

export const ctrlC = '\u0003'

/** Runs `project-deploy` on the tiny project at a terminal of 100 columns. */
export async function runAtTerminal(
  tiny: TinyProject,
  args: readonly string[],
  keys: readonly Key[],
): Promise<TerminalRun> {
  const command = [process.execPath, tiny.bin, ...args, '--env', 'local']
  const { CI: _ci, GITHUB_ACTIONS: _actions, ...environment } = tiny.environment
  const script = fileURLToPath(new URL('terminal.py', import.meta.url))
  const spec = JSON.stringify({ command, cwd: tiny.folder, keys })
  const env = { ...environment, TERM: 'xterm-256color' }
  const { stdout } = await promisify(execFile)('python3', [script, spec], { env, maxBuffer: 64 << 20 })
  return JSON.parse(stdout)
}

/** What is wrong with a terminal as a command left it; nothing where it is whole. */
export function judgeTerminal({ output, restored }: TerminalRun): readonly string[] {
  const wrong: string[] = []
  if (!restored) wrong.push('the settings of the terminal are not restored')
  const [hidden, shown] = ['\u001b[?25l', '\u001b[?25h'].map((code) => output.lastIndexOf(code)) as [number, number]
  if (hidden > shown) wrong.push('the cursor stays hidden')
  const [entered, left] = ['\u001b[?1049h', '\u001b[?1049l'].map((code) => output.lastIndexOf(code)) as [number, number]
  if (entered > left) wrong.push('the alternate screen stays')
  const tail = output.slice(output.lastIndexOf('\n') + 1).replaceAll('\u001b[?25h', '')
  if (tail !== '') wrong.push(`the last line is not ended: ${JSON.stringify(tail)}`)
  return wrong
}
