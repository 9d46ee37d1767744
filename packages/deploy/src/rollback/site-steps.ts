import type { Change, Json, Step } from '@project-utils/contract'
import type { ReturnWorld } from './world.ts'

/** The steps that serve the site of a release again: its files, then the invalidation. Pure. */
export function siteSteps({ site, target }: ReturnWorld): readonly (readonly Step[])[] {
  if (site === undefined) return []
  const { plan, restored, released } = site
  const { remove, config, invalidate } = plan
  const files = [...restored, ...plan.upload]
  if (files.length + remove.length === 0 && !config) return []
  const changes: readonly Change[] = [
    ...files.map(({ key }) => ({ subject: key, action: 'modify' as const })),
    ...(config ? [{ subject: 'config.json', action: 'modify' as const }] : []),
    ...remove.map((key) => ({ subject: key, action: 'remove' as const })),
  ]
  const names = changes.map(({ subject }) => subject)
  const pages: Step = {
    id: 'site.pages',
    kind: 'back-site',
    title: `Publish the site of then: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
    why: `release ${target.id} published it`,
    needs: [],
    action: 'modify',
    undo: 'automatic',
    risks: [],
    changes,
    input: {
      ...{ bucket: released.bucket, files: files as unknown as Json, remove },
      ...(config && released.configKey !== undefined ? { configKey: released.configKey } : {}),
    },
  }
  if (released.distribution === undefined || invalidate.length === 0) return [[pages]]
  return [
    [pages],
    [
      {
        id: 'site.invalidation',
        kind: 'back-invalidation',
        title: `Invalidate ${invalidate.length === 1 ? invalidate[0] : `${invalidate.length} paths`}`,
        why: 'the distribution may hold what was published since',
        needs: [],
        action: 'run',
        undo: 'impossible',
        risks: [],
        input: { distribution: released.distribution, paths: invalidate },
      },
    ],
  ]
}
