import type { Plan, Scope, Step } from '@project-utils/contract'
import type { ResolvedTemplate, Template } from '@project-utils/template'
import { viewChanges } from '../change-set/change-set-view.ts'
import type { ResourceChange } from '../change-set/resource-change.ts'
import { outputLines } from './output-lines.ts'
import { resolveBody, resolvePrevious } from './previous-template.ts'
import { publishedReplaces } from './replaces.ts'
import { creationChanges, type Replaces, templateChanges } from './template-changes.ts'
import { updateRefusalsOf } from './update-refusals.ts'

/** A stack in two versions of its template. */
export interface ComparedStack {
  readonly key: string
  readonly name: string
  readonly template: Template
  /** The other version's text; absent where it had no such stack. */
  readonly before?: string
  /** As far as they are known without asking anybody. */
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * What bringing stacks from one version of their templates to another would do, without asking AWS: an account is not
 * needed. What replaces a resource is told by the published schemas.
 */
export async function compareStacks(
  stacks: readonly ComparedStack[],
  scope: Scope,
  { accept, against }: { readonly accept: readonly string[]; readonly against: string },
): Promise<Plan> {
  const replaces = publishedReplaces()
  const compared = await Promise.all(stacks.map((stack) => compareOne(stack, scope, replaces, accept)))
  return {
    kind: 'cfn',
    scopes: [scope],
    steps: compared.flatMap(({ step }) => (step === undefined ? [] : [step])),
    assumes: {},
    prepared: [],
    refusals: compared.flatMap(({ refusals }) => refusals),
    notes: [`compared with ${against}, without asking AWS`, ...compared.flatMap(({ notes }) => notes)],
  }
}

interface Compared extends Pick<Plan, 'refusals' | 'notes'> {
  readonly step?: Step
}

async function compareOne(
  stack: ComparedStack,
  { account, region }: Scope,
  replaces: Replaces,
  accept: readonly string[],
): Promise<Compared> {
  const { key, name, template, before: body, parameters } = stack
  const arn = `arn:aws:cloudformation:${region}:${account}:stack/${name}`
  const sent = JSON.stringify(template.value)
  const resolved: ResolvedTemplate = { ...resolveBody(sent, parameters, { name, arn }), template }
  const previous = body === undefined ? undefined : { body, parameters }
  const changes: readonly ResourceChange[] =
    previous === undefined
      ? creationChanges({ resolved })
      : templateChanges({ name, body: sent, parameters }, previous, arn, replaces)
  const before = resolvePrevious(previous, { name, arn })
  const outputs = before === undefined ? [] : outputLines(before, resolved, name)
  if (changes.length + outputs.length === 0) return { refusals: [], notes: [] }
  const grounds = { resolved, ...(before === undefined ? {} : { before, previous: before.template }) }
  const told = viewChanges(changes, grounds, `stack.${key}`)
  const isNew = previous === undefined
  const step: Step = {
    id: `stack.${key}`,
    kind: 'stack',
    title: `${isNew ? 'Create' : 'Update'} stack ${name}`,
    why: isNew ? 'its template is new' : 'its template differs',
    needs: [],
    action: isNew ? 'create' : 'modify',
    undo: 'automatic',
    risks: told.risks.map((risk) => (accept.includes(risk.subject) ? { ...risk, accepted: true } : risk)),
    changes: [...told.changes, ...outputs],
  }
  return { step, refusals: await updateRefusalsOf(changes, grounds), notes: told.notes }
}
