import { type Context, ProjectError } from '@project-utils/contract'
import type { HookName } from '@project-utils/project'
import { runCommand } from '@project-utils/run'

/** A hook at work, and the step of the event stream that it is. */
export interface HookRun {
  readonly name: HookName
  /** The command, given to the platform's shell as it stands. */
  readonly line: string
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  readonly step: { readonly id: string; readonly title: string }
}

/** Fifteen minutes: what hangs longer hangs for good. */
const timeLimit = 15 * 60_000

/**
 * Runs a hook of the project and tells its output as progress.
 *
 * @throws ProjectError `DEPLOY_HOOK_FAILED` with its last lines; the signal's reason when the run was stopped
 */
export async function runHook({ name, line, cwd, environment, step }: HookRun, context: Context): Promise<void> {
  const onLine = (note: string): void => context.emit({ type: 'step', ...step, state: 'progress', note })
  const end = await runCommand({ line, cwd, environment, timeLimit, signal: context.signal, onLine })
  if (end.code === 0 && !end.timedOut) return
  const why = end.timedOut
    ? `ran longer than ${timeLimit / 60_000} minutes`
    : `ended with ${end.signal ?? `exit code ${end.code}`}`
  throw new ProjectError('DEPLOY_HOOK_FAILED', [`hook ${name} ${why}`, ...end.lastLines].join('\n'), {
    hint: `run it by hand: (cd ${cwd} && ${line})`,
  })
}
