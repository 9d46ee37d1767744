import { isProjectError } from '@project-utils/contract'
import { explained, tellBug } from './failure.ts'
import type { Invocation } from './program.ts'
import type { Stage } from './stage.ts'
import { canAsk } from './terminal.ts'
import { toolName } from './title.ts'
import type { Watch } from './watch.ts'

/** What a command is given, wired to its stage. */
export function openInvocation(stage: Stage, watch: Watch): Invocation {
  const { program, line, host, controller, masker, screen, tables } = stage
  return {
    program,
    command: line.command,
    title: stage.title,
    flags: line.flags,
    arguments: line.arguments,
    environment: host.environment,
    cwd: host.cwd,
    run: stage.run,
    output: line.output,
    signal: controller.signal,
    masker,
    options(errors) {
      tables.push(...errors)
      return {
        tool: { name: toolName(program), version: program.version },
        run: stage.run,
        now: () => new Date(),
        emit: stage.take,
        masker,
        errors: tables,
        signal: controller.signal,
        detailedExitCode: line.flags['detailed-exitcode'] === true,
        explain: (thrown) => {
          const error = explained(thrown, stage)
          return isProjectError(error) ? error : undefined
        },
        bug: (error) => tellBug(error, stage),
      }
    },
    async confirm(question) {
      if (!canAsk(host)) return 'nobody'
      if (controller.signal.aborted) return false
      await screen.settle()
      screen.pause()
      const { askPerson } = await import('./confirm.ts')
      return await askPerson(masker.mask(question), host, controller.signal, () => watch.receive('SIGINT'))
    },
    async tell(text, needed = false) {
      if (line.flags['quiet'] === true && !needed) return
      await screen.settle()
      stage.tell(text(stage.reporter, stage.forms.error))
    },
    show: (notice) => screen.show(masker.maskJson(notice)),
    know(errors, explain) {
      tables.push(errors)
      if (explain !== undefined) stage.explainers.push(explain)
    },
    atEnd: (action) => void stage.endings.push(action),
  }
}
