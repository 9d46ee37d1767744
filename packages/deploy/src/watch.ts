import type { Context, Event, Json, Question } from '@project-utils/contract'
import type { Workbench } from './workbench.ts'

const shortest = 500
const longest = 2000

/**
 * Follows the events of the running deployment, or tells those of the latest, and then waits for the next one. One row an
 * event, without end; only a signal ends it.
 */
export function watchQuestion(bench: Workbench): Question {
  return {
    command: 'deploy watch',
    scopes: [bench.scope],
    endless: true,
    ask: async (context) => {
      await bench.session.guard(bench.scope)
      let followed = 0
      let seen: string | undefined
      while (!context.signal.aborted) {
        const run = await nextRun(bench, seen, context)
        if (run === undefined) break
        await follow(run, bench, context)
        seen = run
        followed += 1
      }
      return { data: { followed } }
    },
  }
}

async function nextRun(bench: Workbench, seen: string | undefined, context: Context): Promise<string | undefined> {
  let wait = shortest
  while (!context.signal.aborted) {
    const latest = await bench.records.runs.latest()
    if (latest !== undefined && latest !== seen) return latest
    await pause(wait, context.signal)
    wait = Math.min(wait * 1.5, longest)
  }
  return undefined
}

async function follow(run: string, bench: Workbench, context: Context): Promise<void> {
  let after = 0
  let wait = shortest
  while (!context.signal.aborted) {
    const { events, next, ended } = await bench.records.runs.read(run, after)
    for (const event of events) context.emit({ type: 'row', data: asRow(event) })
    if (ended) return
    wait = next > after ? shortest : Math.min(wait * 1.5, longest)
    after = next
    if (await wasAbandoned(run, bench, wait)) return
    await pause(wait, context.signal)
  }
}

/** A run that was killed never says its result; another one that began since then tells so. */
async function wasAbandoned(run: string, bench: Workbench, wait: number): Promise<boolean> {
  return wait >= longest && (await bench.records.runs.latest()) !== run
}

/** Events are JSON by contract; their interfaces only lack the index signature that the type `Json` asks for. */
function asRow(event: Event): Json {
  return event as unknown as Json
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
