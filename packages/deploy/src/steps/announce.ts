import { referenceKey, resolveReferences } from '@project-utils/aws'
import { fillReferences, referencesOf } from '@project-utils/project'
import { hasChanges } from '../changes.ts'
import { usableOutputs } from '../outputs.ts'
import type { Job, StepKind } from '../step-kind.ts'

const timeLimit = 10_000

/** Tells the team's chat that the release is live. A chat that does not answer is a warning, never a failed deployment. */
export const announce: StepKind = {
  kind: 'announce',
  plan: (world) => {
    if (world.project.announce === undefined || !hasChanges(world)) return []
    return [
      {
        id: 'announce',
        kind: 'announce',
        title: 'Announce the release',
        why: 'announce.webhook of the project',
        needs: [],
        action: 'run',
        undo: 'impossible',
        risks: [],
      },
    ]
  },
  apply: async (job) => {
    const { webhook, text } = await filled(job)
    const { scope } = job.world
    if (scope.local === true && !isLoopback(webhook)) {
      return declined(job, 'nothing is announced from the local cloud')
    }
    try {
      const body = JSON.stringify({ text })
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.any([job.context.signal, AbortSignal.timeout(timeLimit)])
      const { status } = await fetch(webhook, { method: 'POST', headers, body, signal, redirect: 'error' })
      if (status >= 300) return declined(job, `the webhook answered with status ${status}`)
      job.context.emit({ type: 'fact', name: 'release.announced', data: { release: job.bench.run, status } })
      return { outcome: 'done' }
    } catch (error) {
      return declined(job, error instanceof Error ? error.message : String(error))
    }
  },
}

/** Both texts with every reference known; the secrets are resolved only now, since a plan does not need them. */
async function filled(job: Job): Promise<{ readonly webhook: string; readonly text: string }> {
  const { bench, world } = job
  const { webhook = '', text } = world.project.announce ?? {}
  const { project, environment } = world.scope
  const said = text ?? `${project} ${environment}: release ${bench.run} is live (${bench.actor})`
  const wanted = referencesOf([webhook, said]).filter(({ kind }) => kind !== 'outputs')
  const [values, outputs] = await Promise.all([
    resolveReferences(wanted, bench.session, bench.masker),
    usableOutputs(job),
  ])
  const known = fillReferences([webhook, said], (one) =>
    one.kind === 'outputs' ? outputs[one.stack]?.[one.output] : values.get(referenceKey(one)),
  )
  const [target, message] = known.map((one) => (typeof one === 'string' ? one : ''))
  bench.masker.add(target ?? '')
  return { webhook: target ?? '', text: message ?? '' }
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(url).hostname)
}

function declined({ context }: Job, why: string): { readonly outcome: 'skipped' } {
  context.emit({ type: 'warning', message: `the release is live but was not announced: ${why}` })
  return { outcome: 'skipped' }
}
