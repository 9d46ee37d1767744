import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '@project-utils/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSample, type Sample } from './sample.ts'

/** What a careless shell may hold: none of it may reach a hook, a build or a function. */
const hostile = {
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIAPLANTEDPLANTED00',
  AWS_SECRET_ACCESS_KEY: 'planted-secret-access-key',
  AWS_SESSION_TOKEN: 'planted-session-token',
  AWS_ENDPOINT_URL_S3: 'https://s3.amazonaws.com',
  AWS_ENDPOINT_URL_CLOUDFORMATION: 'https://cloudformation.us-east-1.amazonaws.com',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/planted/token',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2/planted',
}

let sample: Sample

beforeAll(async () => {
  sample = await openSample(hostile)
  // A hook that tells what it was given; the sample's own tests are run by another file.
  await sample.edit('config/fraud-or-not.yaml', (text) => text.replace('test: npm test', 'test: env > hook-env.txt'))
})
afterAll(() => sample?.stop())

describe('an environment pointed at the local cloud', () => {
  it('keeps its tier and account: without a bucket it is refused with bootstrap as the next step', async () => {
    const refused = await sample.json('--env', 'staging', '--target', 'local')
    expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'DEPLOY_NO_BUCKET' }] })
    expect(refused.scopes).toMatchObject([
      { environment: 'staging', tier: 'limited', account: '222222222222', local: true },
    ])
    expect(refused.problems[0]?.hint).toContain('project-deploy bootstrap')
    expect((refused.data as unknown as { plan: Plan }).plan.steps.map((step) => step.id)).toContain('stack.app')
    expect(refused.next?.command).toBe('project-deploy bootstrap --project fraud-or-not --env staging --target local')
    expect(await sample.json('--dry-run', '--env', 'staging', '--target', 'local')).toMatchObject({
      exitCode: 0,
      ok: true,
    })
    expect(sample.calls().filter((call) => call.mutating)).toEqual([])
  })

  it('is bootstrapped once, and a second time is nothing to do', async () => {
    const args = ['bootstrap', '--env', 'staging', '--target', 'local', '--yes']
    expect(await sample.json(...args)).toMatchObject({ exitCode: 0, data: { outcome: 'ready' } })
    sample.proxy.reset()
    expect(await sample.json(...args)).toMatchObject({ exitCode: 0 })
    expect(sample.calls().filter((call) => call.mutating)).toEqual([])
  })

  it('deploys to its own account and takes nothing from the shell but a path', async () => {
    const args = [
      '--env',
      'staging',
      '--target',
      'local',
      '--yes',
      '--accept-risk',
      'ApiRole',
      '--accept-risk',
      'VoteRole',
    ]
    const deployed = await sample.json(...args)
    expect(deployed.problems).toEqual([])
    expect(deployed).toMatchObject({ exitCode: 0, data: { outcome: 'succeeded' } })
    const environment = await readFile(join(sample.folder, 'examples/fraud-or-not/hook-env.txt'), 'utf8')
    expect(environment).toContain('ENVIRONMENT=staging')
    expect(environment).toContain(`AWS_ENDPOINT_URL=${sample.proxy.endpoint}`)
    expect(environment).toContain('AWS_ACCESS_KEY_ID=222222222222')
    expect(environment).toContain('AWS_EC2_METADATA_DISABLED=true')
    expect(environment).not.toMatch(/planted|AKIA|amazonaws|AWS_PROFILE|ENDPOINT_URL_S3/)
  })

  it('applies to a read-only environment only what a person approves: --yes is not enough', async () => {
    const refused = await sample.json('bootstrap', '--env', 'prod', '--target', 'local', '--yes')
    expect(refused).toMatchObject({ exitCode: 4, problems: [{ code: 'RUN_NOT_APPROVED' }] })
  })

  it('refuses several targets at once until they are built', async () => {
    await sample.edit('config/fraud-or-not.yaml', (text) =>
      text.replace('regions: [us-east-1]', 'regions: [us-east-1, eu-west-1]'),
    )
    expect(await sample.json('--env', 'prod', '--target', 'local')).toMatchObject({
      exitCode: 2,
      problems: [{ code: 'CLI_SEVERAL_TARGETS' }],
    })
  })

  it('refuses a broken configuration with every place, before any call', async () => {
    await sample.edit(
      'config/fraud-or-not.yaml',
      (text) =>
        `${text.replace('template: infra', 'templte: infra').replace('votesPerDay: 20', 'votesPerDay: [20]')}\n`,
    )
    sample.proxy.reset()
    const refused = await sample.json('--env', 'staging', '--target', 'local')
    expect(refused.exitCode).toBe(2)
    expect(refused.problems.length).toBeGreaterThanOrEqual(2)
    for (const problem of refused.problems)
      expect(problem.where).toMatchObject({ line: expect.any(Number), column: expect.any(Number) })
    expect(sample.calls()).toEqual([])
  })
})
