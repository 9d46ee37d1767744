import { resolve } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import {
  type Answer,
  type Context,
  type Envelope,
  type ErrorTable,
  ExitCode,
  type Json,
  ProjectError,
  type Question,
} from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { healthFindings } from '../health/findings.ts'
import type { Health } from '../health/health.ts'
import { stretch } from '../health/judge-thing.ts'
import { formatHealthPage } from '../health/page.ts'
import { watchHealth } from '../health/watch.ts'
import { writeReport } from '../reports/write-file.ts'
import { errorTables } from './error-tables.ts'
import { openHealth } from './open-health.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-test health`: one verdict on what the stacks hold and users reach; with `--watch` what changes of it. */
export async function run(invocation: Invocation): Promise<Envelope> {
  for (const table of errorTables) invocation.know(table)
  const { flags } = invocation
  const since = readStretch('since', flags['since'], { least: 60_000, most: 86_400_000 })
  const interval = readStretch('interval', flags['interval'], { least: 5000, most: 3_600_000 })
  const isWatched = flags['watch'] === true
  const page = openPage(invocation, isWatched ? interval : undefined)
  const opened = await openHealth(invocation)
  const toAnswer = (health: Health): Answer => answerOf(health, opened, flags['fail-on'] === 'warning')
  const question: Question = {
    command: 'test health',
    scopes: [opened.scope],
    endless: isWatched,
    ask: async (context) => {
      if (!isWatched) {
        const health = await opened.look(context, since)
        tellLooks(health, context)
        await page(health)
        return toAnswer(health)
      }
      // Only changes are told: the steps of each look would fill the screen.
      const quiet: Context = { signal: context.signal, emit: () => undefined }
      const last = await watchHealth(
        {
          look: () => opened.look(quiet, since),
          async tell(changes, health) {
            for (const change of changes) {
              context.emit({ type: 'row', data: { t: health.at, ...change } as unknown as Json })
            }
            await page(health)
          },
          interval,
        },
        context,
      )
      return last === undefined ? { data: null, exitCode: ExitCode.interrupted } : toAnswer(last)
    },
  }
  return await ask(question, invocation.options(errorTables))
}

function tellLooks({ areas, verdict, at, since }: Health, { emit }: Context): void {
  for (const { area, verdict: one, things } of areas) {
    if (one === 'none') continue
    emit({ type: 'fact', name: 'health.look', data: { area, verdict: one, things: things as unknown as Json } })
  }
  emit({ type: 'fact', name: 'health.verdict', data: { verdict, at, since } })
}

function answerOf(
  health: Health,
  { findings, selection }: { readonly findings: NonNullable<Answer['findings']>; readonly selection: string },
  isStrict: boolean,
): Answer {
  const { verdict, at, since, areas } = health
  const isWell = verdict === 'green' || (verdict === 'yellow' && !isStrict)
  const worst = areas
    .flatMap(({ things }) => things.flatMap(({ reasons }) => reasons))
    .find(({ level }) => level === verdict)
  return {
    data: {
      ...{ verdict, at, since: stretch(since) },
      looks: areas.map(({ area, verdict: one, things }) => ({ look: area, verdict: one, things: things.length })),
      things: areas.flatMap(({ area, things }) =>
        things.map(({ name, verdict: one, told }) => ({ look: area, verdict: one, thing: name, seen: told })),
      ),
    },
    findings: [...findings, ...healthFindings(health)],
    ...(isWell ? {} : { exitCode: ExitCode.failed }),
    ...(isWell || worst === undefined
      ? {}
      : { next: { command: `project-test health ${selection}`, why: `after this: ${worst.fix}` } }),
  }
}

/** Writes the page of a verdict, if one is wanted. */
function openPage({ flags, cwd, masker }: Invocation, interval: number | undefined): (health: Health) => Promise<void> {
  const given = flags['html']
  if (typeof given !== 'string') return async () => undefined
  const options = interval === undefined ? {} : { refresh: interval / 1000 }
  return (health) => writeReport(resolve(cwd, given), formatHealthPage(masker.maskJson(health), options), '--html')
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function readStretch(
  name: string,
  value: Invocation['flags'][string],
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const [, number, unit = ''] = /^(\d{1,5})([smhd])$/.exec(String(value)) ?? []
  const ms = Number(number) * (units[unit] ?? Number.NaN)
  if (ms >= least && ms <= most) return ms
  throw new ProjectError('SMOKE_SETTING_INVALID', `--${name} ${String(value)} is no stretch of time for it`, {
    hint: `from ${stretch(least)} to ${stretch(most)}, such as --${name} ${name === 'since' ? '1h' : '30s'}`,
  })
}
