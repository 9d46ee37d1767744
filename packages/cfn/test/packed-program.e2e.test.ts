/** The program as users get it, on the transition fake alone. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStage, type Stage, stageTemplate } from '../../../tools/fake-cloudformation/stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

const name = 'shop-local-app'

it('a failed creation, its repair, an update that is rolled back, a way that is closed, and the end', async () => {
  stage.fake.script({ [`${name}/Queue`]: { create: { fail: 'not yet', times: 1 } } })
  const failed = await stage.ask('deploy')
  expect([failed.code, stage.fake.stack(name)?.status]).toEqual([1, 'ROLLBACK_COMPLETE'])
  expect(failed.envelope.problems[0]?.message).toContain('Queue (AWS::SQS::Queue): not yet')

  const made = await stage.ask('deploy')
  expect([made.code, made.changing]).toEqual([0, ['DeleteStack', 'CreateChangeSet', 'ExecuteChangeSet']])
  const outputs = await stage.ask('outputs')
  expect(JSON.stringify(outputs.envelope.data)).toContain('shop-local-app-queue')

  stage.fake.script({ [`${name}/Topic`]: { update: { fail: 'refused' }, rollback: { fail: 'stuck', times: 1 } } })
  await stage.write('app.yaml', stageTemplate.replace('Default: first', 'Default: second').replace('600', '700'))
  const stuck = await stage.ask('deploy')
  expect([stuck.code, stage.fake.stack(name)?.status]).toEqual([6, 'UPDATE_ROLLBACK_FAILED'])
  const closed = await stage.ask('deploy')
  expect([closed.code, closed.changing]).toEqual([6, []])
  expect(closed.envelope.problems[0]?.hint).toContain('continue-update-rollback')

  const gone = await stage.ask('delete', '--yes', '--accept-risk', 'Queue')
  expect([gone.code, stage.fake.stack(name)]).toEqual([0, undefined])
})
