import type { Event, Notice, Outcome, StepNotice } from '@project-utils/contract'
import {
  DefaultRenderer,
  ListrDefaultRendererLogLevels as Level,
  Listr,
  ListrLogger,
  ListrTaskState,
  ProcessOutput,
} from 'listr2'
import type { HostOutput } from './host.ts'
import type { Form, Paint, Reporter } from './program.ts'
import type { Screen } from './screen.ts'

type Task = Listr<unknown, 'default', 'default'>['tasks'][number]

const states: Readonly<Record<Outcome, ListrTaskState>> = {
  done: ListrTaskState.COMPLETED,
  failed: ListrTaskState.FAILED,
  skipped: ListrTaskState.SKIPPED,
  cancelled: ListrTaskState.CANCELLED,
}

/** Progress in redrawn lines. Steps come and go as events tell, so listr2's renderer is driven by them and not by its runner. */
export function terminalScreen(stream: HostOutput, reporter: Reporter, form: Form): Screen {
  const running = new Map<string, Task>()
  let region: Region | undefined

  function begin(notice: StepNotice): void {
    region ??= openRegion(stream, form)
    running.set(notice.id, region.add(notice.title, running.get(notice.parent ?? '')))
  }

  function end(notice: StepNotice, task: Task): void {
    const time =
      notice.ms === undefined || notice.ms < 1000 ? '' : form.paint.dim(` ${(notice.ms / 1000).toFixed(1)} s`)
    task.title$ = `${notice.title}${time}`
    task.state$ = states[notice.outcome ?? 'done']
    running.delete(notice.id)
  }

  function showStep(notice: StepNotice): void {
    if (!running.has(notice.id)) begin(notice)
    const task = running.get(notice.id)
    if (task === undefined) return
    if (notice.state === 'progress') task.output$ = progressText(notice)
    if (notice.state === 'ended') end(notice, task)
  }

  return {
    show(event: Event | Notice) {
      if (event.type === 'step') return showStep(event)
      const line = reporter.formatEventLine(event, form)
      if (line === undefined) return
      const newest = [...running.values()].at(-1)
      // A fact is a glimpse of the step that runs; between steps it is for programs only.
      if (event.type === 'fact') {
        if (newest !== undefined) newest.output$ = line
      } else if (region !== undefined) region.add(line).state$ = ListrTaskState.ROLLED_BACK
      else stream.write(`${line}\n`)
    },
    settle: async () => await region?.drawn,
    pause() {
      region?.close()
      region = undefined
      running.clear()
    },
    close() {
      region?.close()
      region = undefined
    },
  }
}

interface Region {
  add(title: string, parent?: Task): Task
  /** Resolved once the first lines are drawn. */
  readonly drawn: Promise<void>
  close(): void
}

function openRegion(stream: HostOutput, form: Form): Region {
  const output = new ProcessOutput(stream as NodeJS.WriteStream, stream as NodeJS.WriteStream)
  // Our own handler settles on Ctrl-C; the one of listr2 would end the process with 127.
  const list = new Listr<unknown, 'default', 'default'>([], {
    fallbackRenderer: 'default',
    registerSignalListeners: false,
    exitOnError: false,
  })
  const renderer = new DefaultRenderer(
    list.tasks,
    {
      formatOutput: 'truncate',
      collapseSubtasks: false,
      collapseErrors: false,
      showErrorMessage: false,
      icon: { [Level.ROLLED_BACK]: '!' },
      color: colours(form.paint),
      logger: new ListrLogger<Level>({ useIcons: true, processOutput: output }),
    },
    list.events,
  )
  let state: 'starting' | 'drawing' | 'closed' = 'starting'
  const drawn = renderer.render().then(() => {
    if (state === 'closed') renderer.end()
    else state = 'drawing'
  })
  return {
    drawn,
    add(title, parent) {
      list.add({ title, task: () => {} })
      const task = list.tasks.at(-1) as Task
      if (parent !== undefined) parent.subtasks = [...(parent.subtasks ?? []), ...list.tasks.splice(-1)]
      void task.check(undefined)
      task.state$ = ListrTaskState.STARTED
      return task
    },
    close() {
      if (state === 'drawing') renderer.end()
      state = 'closed'
    },
  }
}

/** The colours of listr2's signs, by our own decision on whether there are any. */
function colours(paint: Paint): Partial<Record<Level, (text?: string) => string>> {
  const by = (colour: (text: string) => string) => (text?: string) => colour(text ?? '')
  return {
    [Level.SKIPPED_WITH_COLLAPSE]: by(paint.dim),
    [Level.SKIPPED_WITHOUT_COLLAPSE]: by(paint.dim),
    [Level.OUTPUT]: by(paint.dim),
    [Level.PENDING]: by(paint.cyan),
    [Level.COMPLETED]: by(paint.green),
    [Level.COMPLETED_WITH_FAILED_SUBTASKS]: by(paint.yellow),
    [Level.ROLLED_BACK]: by(paint.yellow),
    [Level.FAILED]: by(paint.red),
    [Level.FAILED_WITH_FAILED_SUBTASKS]: by(paint.red),
    [Level.CANCELLED]: by(paint.yellow),
  }
}

function progressText({ done, total, note }: StepNotice): string {
  const count = done === undefined ? '' : total === undefined ? `${done}` : `${done} of ${total}`
  return [count, note ?? ''].filter((part) => part !== '').join(' ')
}
