import type { Release } from '@project-utils/contract'
import { describe, expect, it } from 'vitest'
import { planDeployment } from './plan.ts'
import { artifact, deployedWorld, emptyWorld, scope } from './world.test.fixture.ts'
import type { World } from './world.ts'

function stepsOf(world: World): readonly string[] {
  return planDeployment(world).steps.map((step) => step.id)
}

const good = deployedWorld().actual.good as Release

describe('planDeployment', () => {
  it('finds nothing to do where all is as the last good release left it', () => {
    expect(planDeployment(deployedWorld())).toMatchObject({ steps: [], refusals: [] })
  })

  it('plans a first deployment in the one order', () => {
    expect(stepsOf(emptyWorld())).toEqual([
      'stack.project-utils',
      'hook.test',
      'blobs',
      'stack.app',
      'publish.ApiFunction',
      'gate',
      'alias.ApiFunction',
      'site.assets',
      'site.pages',
      'suite.smoke',
    ])
  })

  it('lets every step wait for all of the kinds before it', () => {
    const { steps } = planDeployment(emptyWorld())
    for (const [index, step] of steps.entries()) {
      expect(step.needs).toEqual(expect.arrayContaining(steps.slice(0, index).map((one) => one.id)))
    }
  })

  it('makes the bucket before the lock, and only in tier full', () => {
    expect(planDeployment(emptyWorld()).steps[0]).toMatchObject({ id: 'stack.project-utils', foundation: true })
    const limited = { ...emptyWorld(), scope: { ...scope, tier: 'limited' as const } }
    const plan = planDeployment(limited)
    expect(plan.steps.map((step) => step.id)).not.toContain('stack.project-utils')
    expect(plan.refusals).toMatchObject([{ code: 'DEPLOY_NO_BUCKET' }])
    expect(plan.refusals[0]?.hint).toBe('project-deploy bootstrap --project p --env dev')
  })

  it('uploads only what the bucket does not hold', () => {
    expect(stepsOf(emptyWorld({ missing: [] }))).not.toContain('blobs')
  })

  it('runs no suite that only who asks for it by name wants', () => {
    const { project } = emptyWorld()
    const { smoke, gate } = project.suites
    const quiet = {
      ...project,
      suites: { gate: { ...gate, deploy: false }, paths: { ...smoke, deploy: false }, smoke },
    }
    const ids = stepsOf({ ...emptyWorld(), project: quiet as typeof project })
    expect(ids.filter((id) => /suite|gate/.test(id))).toEqual(['suite.smoke'])
  })

  it('leaves the site alone where only code changed', () => {
    const functions = { ApiFunction: { ...good.functions['ApiFunction'], manifest: 'f'.repeat(64) } }
    const stacks = { app: { ...good.stacks['app'], digest: 'other' } }
    const changed = { ...good, functions, stacks } as Release
    const ids = stepsOf(deployedWorld({ good: changed }))
    expect(ids).toEqual(['hook.test', 'stack.app', 'publish.ApiFunction', 'gate', 'alias.ApiFunction', 'suite.smoke'])
  })

  it('leaves stacks and functions alone where only the site changed', () => {
    const site = { ...good.site, manifest: 'other' } as Release['site']
    const world = deployedWorld({
      good: { ...good, ...(site === undefined ? {} : { site }) },
      site: { sha256: 'other', files: [] },
    })
    expect(stepsOf(world)).toEqual(['hook.test', 'site.assets', 'site.pages', 'site.invalidation', 'suite.smoke'])
  })

  it('uploads hashed assets before the stacks change, and all that overwrites after the aliases', () => {
    const icon = { ...good.site, manifest: 'other', bucket: 'site-bucket' } as NonNullable<Release['site']>
    const stacks = { app: { ...good.stacks['app'], digest: 'other' } }
    const world = deployedWorld({
      good: { ...good, site: icon, stacks } as Release,
      site: { sha256: 'other', files: [] },
    })
    const ids = stepsOf(world)
    expect(ids.indexOf('site.assets')).toBeLessThan(ids.indexOf('stack.app'))
    expect(ids.indexOf('site.pages')).toBeGreaterThan(ids.indexOf('stack.app'))
    const assets = planDeployment(world).steps.find(({ id }) => id === 'site.assets')
    expect(assets?.changes?.map(({ subject }) => subject)).toEqual(['assets/app-12345678.js'])
    const elsewhere = { ...good, site: { ...icon, bucket: 'another' }, stacks } as Release
    const later = stepsOf(deployedWorld({ good: elsewhere, site: { sha256: 'other', files: [] } }))
    expect(later.indexOf('site.assets')).toBeGreaterThan(later.indexOf('stack.app'))
  })

  it('treats a hashed asset that differs under the same name as something that it overwrites', () => {
    const world = deployedWorld({ good: { ...good, site: { ...good.site, manifest: 'other' } } as Release })
    const [asset] = world.desired.site?.manifest.files ?? []
    const before = { sha256: 'other', files: asset === undefined ? [] : [{ ...asset, sha256: 'd'.repeat(64) }] }
    const { steps } = planDeployment({ ...world, actual: { ...world.actual, site: before } })
    expect(steps.map(({ id }) => id)).not.toContain('site.assets')
    const pages = steps.find(({ id }) => id === 'site.pages')
    expect(pages?.changes?.map(({ subject }) => subject)).toContain('assets/app-12345678.js')
  })

  it('publishes config.json alone where only a value of it changed', () => {
    const site = { ...good.site, config: 'other' } as Release['site']
    const ids = stepsOf(deployedWorld({ good: { ...good, ...(site === undefined ? {} : { site }) } }))
    expect(ids).toEqual(['hook.test', 'site.pages', 'site.invalidation', 'suite.smoke'])
  })

  it('looks at everything again after a run that did not end well', () => {
    const ids = stepsOf(deployedWorld({ settled: false }))
    expect(ids).toEqual(expect.arrayContaining(['stack.app', 'publish.ApiFunction', 'alias.ApiFunction', 'site.pages']))
  })

  it('drops the stack step where the prepared change set turned out empty', () => {
    const world = deployedWorld({ settled: false })
    const detail = {
      id: 'i',
      name: 'n',
      stackArn: 'a',
      type: 'UPDATE',
      changes: [],
      risks: [],
      empty: true,
      madeShell: false,
    }
    const prepared = [{ kind: 'change-set', step: 'stack.app', id: 'n', detail }] as const
    expect(stepsOf({ ...world, prepared })).not.toContain('stack.app')
  })

  it('sees a stack that somebody else changed', () => {
    const state = { ...deployedWorld().actual.stacks['app'], updatedAt: '2026-11-22T00:00:00.000Z' }
    expect(stepsOf(deployedWorld({ stacks: { app: state as never } }))).toContain('stack.app')
  })

  it('protects a stack whose protection is not as configured, and does nothing else', () => {
    const world = deployedWorld()
    const app = world.wanted['app'] as NonNullable<World['wanted'][string]>
    const wanted = { app: { ...app, desired: { ...app.desired, handling: { protect: true } } } }
    const plan = planDeployment({ ...world, wanted })
    expect(plan.steps.map(({ id, input }) => [id, (input as { operation: string }).operation])).toEqual([
      ['stack.app.settings', 'settle'],
    ])
  })

  it('lets a stack wait for the step of one that it comes after', () => {
    const world = emptyWorld()
    const app = world.wanted['app'] as NonNullable<World['wanted'][string]>
    const data = { ...app, desired: { ...app.desired, key: 'data', name: 'p-dev-data' } }
    const stacks = { ...world.actual.stacks, data: { ...world.actual.stacks['app'], name: 'p-dev-data' } as never }
    const wanted = { app: { ...app, behind: ['data'] }, data }
    const plan = planDeployment({ ...world, wanted, actual: { ...world.actual, stacks } })
    const step = plan.steps.find(({ id }) => id === 'stack.app')
    expect(step?.needs).toContain('stack.data')
    expect(step?.input).toMatchObject({ operation: 'create' })
  })

  it('refuses a named resource that is there already, with the ways on', () => {
    const existing = [{ logicalId: 'ApiFunction', type: 'AWS::Lambda::Function', name: 'p-dev-api' }]
    const plan = planDeployment(emptyWorld({ looked: { app: { existing, unlooked: [] } } }))
    expect(plan.refusals).toMatchObject([{ code: 'CFN_RESOURCE_EXISTS', where: { resource: 'ApiFunction' } }])
    expect(plan.refusals[0]?.hint).toContain('project-deploy destroy --project p --env dev --delete ApiFunction')
  })

  it('refuses a stack that only a person can mend', () => {
    const state = { ...deployedWorld().actual.stacks['app'], status: 'UPDATE_ROLLBACK_FAILED' }
    const plan = planDeployment(deployedWorld({ stacks: { app: state as never } }))
    expect(plan.refusals).toMatchObject([{ code: 'CFN_ROLLBACK_FAILED' }])
  })

  it('takes the newest release for granted, so that another deployment in between is noticed', () => {
    expect(planDeployment(deployedWorld()).assumes).toMatchObject({ release: 'r1' })
  })

  it('says why code is new', () => {
    const functions = { ApiFunction: { ...good.functions['ApiFunction'], manifest: 'f'.repeat(64) } }
    const changed = { ...good, functions } as Release
    const world = deployedWorld({ good: changed })
    const step = planDeployment(world).steps.find((one) => one.kind === 'publish')
    expect(step?.why).toBe(`code: ${artifact.why}`)
  })

  describe('with a layer', () => {
    const layer = { ...artifact, logicalId: 'SharedLayer', type: 'layer' as const, why: 'layers/a.js changed' }
    const withLayer = (world: World, manifest: string): World => {
      const content = { ...layer, manifest: { sha256: manifest, entries: [] } }
      const place = { ...world.desired.functions['ApiFunction'], layers: ['SharedLayer'] }
      return {
        ...world,
        desired: {
          ...world.desired,
          artifacts: { ...world.desired.artifacts, SharedLayer: content },
          layers: { SharedLayer: { logicalId: 'SharedLayer', stack: 'app' } },
          functions: { ApiFunction: place as World['desired']['functions'][string] },
        },
      }
    }
    const released = { ...good, layers: { SharedLayer: { manifest: 'e'.repeat(64), codeSha256: 'x' } } }

    it('finds nothing to do where the layer is as it was', () => {
      expect(stepsOf(withLayer(deployedWorld({ good: released }), 'e'.repeat(64)))).toEqual([])
    })

    it('publishes the functions that use a layer whose content changed, and says why', () => {
      const world = withLayer(deployedWorld({ good: released, missing: ['d'.repeat(64)] }), 'd'.repeat(64))
      const { steps } = planDeployment(world)
      expect(steps.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['blobs', 'publish.ApiFunction', 'alias.ApiFunction']),
      )
      expect(steps.find(({ id }) => id === 'blobs')?.title).toBe('Upload SharedLayer')
      expect(steps.find(({ kind }) => kind === 'publish')?.why).toBe('its layer SharedLayer: layers/a.js changed')
    })

    it('looks at layers of which an earlier version recorded nothing', () => {
      const { layers: _layers, ...older } = released
      const { steps } = planDeployment(withLayer(deployedWorld({ good: older }), 'e'.repeat(64)))
      expect(steps.find(({ kind }) => kind === 'publish')?.why).toContain('differs from the last release')
    })
  })

  describe('with a container image', () => {
    const withImage = (world: World, images: World['actual']['images']): World => {
      const plan = {
        ...{ logicalId: 'ApiFunction', platform: 'linux/arm64', repository: 'p-dev-repository', where: {} },
        ...{ identity: '1'.repeat(64), build: { directory: '/p', dockerfile: 'Dockerfile', arguments: {} } },
      }
      const desired = { ...world.desired, artifacts: {}, images: { ApiFunction: plan } }
      const app = world.wanted['app'] as World['wanted'][string]
      const isOpen = images['ApiFunction'] === undefined
      const wanted = { app: { ...app, pending: isOpen, unpushed: isOpen ? ['ApiFunction'] : [] } }
      return { ...world, desired, wanted, actual: { ...world.actual, images } }
    }

    it('pushes it before the stack that names it, which is decided then', () => {
      const { steps } = planDeployment(withImage(emptyWorld({ missing: [] }), {}))
      const ids = steps.map(({ id }) => id)
      expect(ids.slice(0, 4)).toEqual(['stack.project-utils', 'hook.test', 'image.ApiFunction', 'stack.app'])
      const stack = steps.find(({ id }) => id === 'stack.app')
      expect(stack).toMatchObject({
        why: 'it names the images of ApiFunction, which are known only afterwards',
        input: { operation: 'later', key: 'app' },
      })
      expect(stack?.needs).toContain('image.ApiFunction')
    })

    it('pushes nothing where the registry holds it', () => {
      const world = withImage(emptyWorld({ missing: [] }), { ApiFunction: `r@sha256:${'2'.repeat(64)}` })
      expect(stepsOf(world)).not.toContain('image.ApiFunction')
    })

    it('finds nothing to do where the last release has the same build context', () => {
      const image = `r@sha256:${'2'.repeat(64)}`
      const functions = { ApiFunction: { ...good.functions['ApiFunction'], manifest: '1'.repeat(64), image } }
      const world = deployedWorld({ good: { ...good, functions } as Release })
      expect(stepsOf(withImage(world, { ApiFunction: image }))).toEqual([])
    })
  })
})
