import { ExitCode } from '@project-utils/contract'
import { plainEnvelope } from './envelope.ts'
import { interruptionEnvelope, tellBug } from './failure.ts'
import { leaveAtOnce } from './leave.ts'
import { type Signals, watchSignals } from './signals.ts'
import type { Stage } from './stage.ts'

/** What may end a run from outside, watched until `stop`. */
export interface Watch extends Signals {
  /** Resolved when the process was left at once; in a real process nothing follows. */
  readonly left: Promise<void>
  /** Ends the watch; with the run's exit code, which a result that stdout then does not take overrules. */
  stop(exitCode?: number): void
}

/** Watches signals, a reader of stdout that goes away, errors nobody caught, and a command that ends without an end. */
export function watchRun(stage: Stage): Watch {
  const { host, controller, line } = stage
  let resolveLeft = (): void => {}
  const left = new Promise<void>((resolve) => {
    resolveLeft = resolve
  })
  let over = false
  let endedWith: number | undefined

  const leave = (envelope: Parameters<typeof leaveAtOnce>[1]): void => {
    if (over) return
    stop()
    leaveAtOnce(stage, envelope)
    resolveLeft()
  }
  const crash = (error: unknown): void => {
    if (over) return
    tellBug(error, stage)
    const problem = {
      code: 'CLI_BUG',
      message: `unexpected: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'this is a bug in project-utils, please report it with the stack trace above',
    } as const
    const parts = { run: stage.run, command: stage.title, exitCode: ExitCode.bug, problems: [problem] }
    leave(stage.masker.maskJson(plainEnvelope(parts)))
  }
  const dryUp = (): void => crash(new Error(`"${stage.title}" stopped without coming to an end`))
  // Code of the project that runs in this process, such as a plug-in, may end it: without this, silently and with its code.
  const vanish = (): void =>
    crash(
      new Error(`"${stage.title}" was ended from inside: code that it runs, such as a plug-in, called process.exit`),
    )
  const breakPipe = (error: NodeJS.ErrnoException): void => {
    if (over) loseResult(error)
    else if (!controller.signal.aborted)
      controller.abort(error.code === 'EPIPE' ? 'a reader of stdout that went away' : `stdout: ${error.message}`)
  }

  // Told after the end, since files are written to later than asked for. A reader that had enough is no failure.
  const loseResult = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') return
    stage.tell(`error: the result could not be written to stdout: ${error.message}`)
    if (endedWith === ExitCode.done) host.setExitCode(ExitCode.failed)
  }

  const signals = watchSignals(
    host,
    {
      first: (name) => {
        // A hang-up leaves nobody to press a key; it settles and counts like a termination.
        controller.abort(name === 'SIGHUP' ? 'SIGTERM' : name)
        if (line.command.shape !== 'endless' && line.flags['quiet'] !== true) {
          stage.tell('settling what has begun; press Ctrl-C again to leave now')
        }
      },
      again: () => leave(interruptionEnvelope(stage, true)),
    },
    () => performance.now(),
  )
  host.on('uncaughtException', crash)
  host.on('beforeExit', dryUp)
  host.on('exit', vanish)
  host.stdout.on('error', breakPipe)
  // A stderr that went away takes the progress with it and nothing else. These two stay: late errors must not crash.
  host.stderr.on('error', () => {})

  function stop(exitCode?: number): void {
    over = true
    endedWith = exitCode
    signals.stop()
    host.off('uncaughtException', crash)
    host.off('beforeExit', dryUp)
    host.off('exit', vanish)
  }
  return { left, receive: signals.receive, stop }
}
