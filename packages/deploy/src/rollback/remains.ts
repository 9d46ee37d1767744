import type { Change, Ending } from '@project-utils/contract'
import type { World } from '../world.ts'
import type { ReturnWorld } from './world.ts'

/** What a failed release leaves behind although it was taken back: a sentence each. Pure. */
export function remainsOf({ done }: Ending, back: ReturnWorld, { desired, actual }: World): readonly string[] {
  const steps = done.filter(({ result }) => result.outcome === 'done').map(({ step }) => step)
  const hooks = steps.filter(({ kind }) => kind === 'hook-before-deploy').map(({ id }) => id.replace(/^hook\./, ''))
  const settings = steps.filter(({ id }) => /^stack\..*\.settings$/.test(id)).map(({ title }) => title)
  const stacks = steps.filter(({ kind, id }) => kind === 'stack' && !id.endsWith('.settings'))
  const fresh = stacks.filter(({ id }) => actual.good?.stacks[keyOf(id)] === undefined)
  const old = stacks.filter((step) => !fresh.includes(step))
  const changes = old.flatMap(({ id, changes: own = [] }) => own.map((change) => ({ key: keyOf(id), change })))
  const kept = changes.filter(({ key, change }) => change.action === 'create' && isRetained(key, change, desired))
  const lost = changes.filter(({ change }) => change.action === 'remove' || change.action === 'replace')
  const secrets = Object.entries(back.stacks).filter(([, { secret }]) => secret.length > 0)
  return [
    ...hooks.map((hook) => `what the hook ${hook} did is not taken back`),
    ...settings.map((title) => `not taken back: ${title}`),
    ...fresh.map(({ id }) => `stack ${keyOf(id)} was made by this release and stays`),
    ...names(kept).map(
      (id) => `${id} was made by this release and stays outside of its stack, for its template keeps it`,
    ),
    ...names(lost).map((id) => `${id} was removed or replaced by this release: it is made anew, without what it held`),
    ...secrets.map(
      ([key, { secret }]) => `stack ${key}: ${secret.join(', ')} keep the values that this release gave them`,
    ),
    ...back.remains,
  ]
}

function keyOf(step: string): string {
  return step.replace(/^stack\./, '').replace(/\.delete$/, '')
}

function isRetained(key: string, { subject }: Change, { templates }: World['desired']): boolean {
  const policy = templates[key]?.resources[subject]?.deletionPolicy ?? ''
  return policy.startsWith('Retain') && policy !== 'RetainExceptOnCreate'
}

function names(changes: readonly { readonly change: Change }[]): readonly string[] {
  return [...new Set(changes.map(({ change }) => change.subject))]
}
