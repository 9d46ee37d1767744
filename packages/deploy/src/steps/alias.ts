import { ProjectError } from '@project-utils/contract'
import { moveAlias, readAlias } from '@project-utils/lambda-build'
import { changedFunctions } from '../changes.ts'
import { lambda } from '../clients.ts'
import type { StepKind } from '../step-kind.ts'

/** Moves each managed alias to the version that passed its gate. */
export const alias: StepKind = {
  kind: 'alias',
  plan: (world) =>
    changedFunctions(world).flatMap(({ logicalId, alias: managed, why }) =>
      managed === undefined
        ? []
        : [
            {
              id: `alias.${logicalId}`,
              kind: 'alias',
              title: `Move ${managed.name} of ${logicalId} to the new version`,
              why,
              needs: [],
              action: 'move' as const,
              undo: 'automatic' as const,
              risks: [],
              changes: [
                {
                  subject: `${logicalId}:${managed.name}`,
                  action: 'move' as const,
                  ...before(world.actual.good?.functions[logicalId]?.version),
                  after: { later: `publish.${logicalId}` },
                },
              ],
              input: { logicalId, alias: managed.name },
            },
          ],
    ),
  apply: async ({ step, known, bench, context }) => {
    const { logicalId, alias: aliasName } = step.input as { readonly logicalId: string; readonly alias: string }
    const { name, version } = known.get(`publish.${logicalId}`) as { readonly name: string; readonly version: string }
    const client = await lambda(bench.session)
    const now = await readAlias(client, name, aliasName)
    if (now === undefined) {
      throw new ProjectError(
        'DEPLOY_ALIAS_MISSING',
        `function ${name} has no alias ${aliasName}, though its template declares one`,
        {
          hint: 'somebody deleted it: change a property of the alias in the template, such as its Description, and deploy',
        },
      )
    }
    const from = now.version
    if (from === version) return { outcome: 'skipped', data: { name, alias: aliasName, version } }
    await moveAlias(client, { name, alias: aliasName, version, revisionId: now.revisionId })
    context.emit({ type: 'fact', name: 'traffic.shift', data: { function: name, alias: aliasName, from, to: version } })
    return { outcome: 'done', data: { name, alias: aliasName, version, from } }
  },
}

function before(version: string | undefined): { readonly before: string } | Record<string, never> {
  return version === undefined ? {} : { before: version }
}
