import type { Event, Notice } from '@project-utils/contract'
import type { Host } from './host.ts'
import type { Form, Reporter } from './program.ts'
import { isLively } from './terminal.ts'

/** Where progress is shown to a person; all but `settle` is synchronous, so that a process can be left at any time. */
export interface Screen {
  show(event: Event | Notice): void
  /** Resolved once what was shown is on the screen. */
  settle(): Promise<void>
  /** Leaves stderr free for other text; progress goes on with the next event. */
  pause(): void
  /** Leaves the terminal whole. */
  close(): void
}

/** Shows nothing. */
export const silentScreen: Screen = { show() {}, settle: async () => {}, pause() {}, close() {} }

/** The screen for a host: redrawn lines at a terminal, else a plain line for each event. */
export async function chooseScreen(
  host: Pick<Host, 'stderr' | 'environment'>,
  reporter: Reporter,
  form: Form,
): Promise<Screen> {
  const write = (text: string): void => void host.stderr.write(`${text}\n`)
  if (!isLively(host)) return plainScreen(reporter, form, write)
  const { terminalScreen } = await import('./screen-terminal.ts')
  return terminalScreen(host.stderr, reporter, form)
}

/** A line for each event that says something to a person. */
function plainScreen(reporter: Reporter, form: Form, write: (text: string) => void): Screen {
  return {
    ...silentScreen,
    show(event) {
      const line = reporter.formatEventLine(event, form)
      if (line !== undefined) write(line)
    },
  }
}
