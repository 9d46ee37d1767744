import { resolve } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import { type Envelope, type ErrorTable, ProjectError } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { type Draw, historyQuestion } from '../history/question.ts'
import type { Workbench } from '../workbench.ts'
import { errorTables } from './error-tables.ts'
import { openBench, runOptions } from './open-bench.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-deploy history`: what was done to an environment, as a table, as JSON, or as a page of its own. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const limit = limitOf(invocation.flags['limit'])
  const { bench } = await openBench(invocation)
  const { html } = invocation.flags
  const draw = typeof html === 'string' ? await drawInto(resolve(invocation.cwd, html), bench) : undefined
  return await ask(historyQuestion(bench, limit, draw), runOptions(invocation, bench))
}

function limitOf(flag: unknown): number {
  const limit = Number(flag)
  if (typeof flag === 'string' && Number.isInteger(limit) && limit > 0 && limit <= 1000) return limit
  throw new ProjectError('DEPLOY_LIMIT', `--limit takes a whole number from 1 to 1000, not "${flag}"`, {
    hint: 'such as --limit 50',
  })
}

async function drawInto(file: string, { scope, now, masker }: Workbench): Promise<Draw> {
  const [{ writeFileSync }, { formatTimeline }, { timelineOf }] = await Promise.all([
    import('node:fs'),
    import('@project-utils/report'),
    import('../history/timeline.ts'),
  ])
  return (entries) => {
    try {
      writeFileSync(file, formatTimeline(masker.maskJson(timelineOf(entries, scope, now()))))
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new ProjectError('DEPLOY_HISTORY_FILE', `the page could not be written: ${why}`, {
        hint: 'name a file in a folder that exists and may be written to',
        where: { file },
        cause,
      })
    }
    return { file }
  }
}
