import { type DesiredStack, desireStack, inlineLimit, readHandling, type StackState } from '@project-utils/cfn'
import type { ReleasedStack } from '@project-utils/contract'
import { managedAliases, parseTemplate, type Template } from '@project-utils/template'
import { templateUrl } from '../template-url.ts'
import type { Workbench } from '../workbench.ts'

/**
 * A stack as a release left it, from its record and the template that was kept: the parameters of managed aliases and
 * secret ones keep the values that the stack has now.
 */
export function recordedStack(
  key: string,
  released: ReleasedStack,
  body: string,
  state: StackState,
  bench: Pick<Workbench, 'project' | 'scope' | 'records'>,
): DesiredStack {
  const template = parseTemplate(body, `${released.name} (recorded)`)
  const managed = released.managed ?? managedAliases(template).map(({ parameter }) => parameter)
  const kept = [...new Set([...managed, ...secretOf(released, template)])]
  const settings = bench.project.stacks[key]
  const { role, topics } = settings === undefined ? {} : readHandling(settings)
  const made = desireStack({
    ...{ key, name: released.name, template, code: {}, managed: kept, pseudo: bench.scope },
    parameters: released.parameters,
    tags: released.tags ?? state.tags,
    handling: { ...(role === undefined ? {} : { role }), ...(topics === undefined ? {} : { topics }) },
    ...(Buffer.byteLength(body) > inlineLimit ? { templateUrl: templateUrl(released.templateKey, bench) } : {}),
  })
  const { digest, templateSha, capabilities = made.capabilities } = released
  return { ...made, body, digest, templateSha, capabilities }
}

/** Names of the parameters whose values no record holds; of an earlier version those that cannot be told otherwise. */
export function secretOf(released: ReleasedStack, template: Template): readonly string[] {
  if (released.secret !== undefined) return released.secret
  return Object.values(template.parameters).flatMap(({ name, noEcho, default: usual }) =>
    released.parameters[name] === undefined && (noEcho || usual === undefined) ? [name] : [],
  )
}
