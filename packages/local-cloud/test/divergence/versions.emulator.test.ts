import { execFileSync } from 'node:child_process'
import { localStatus } from '@project-utils/local-cloud'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../../tools/test-cloud.ts'

let local: TestCloud

beforeAll(async () => {
  local = await testCloud()
})
afterAll(() => local?.stop())

test('every divergence was measured on these versions; with another one each is to be measured again', async () => {
  const question = 'import importlib.metadata as m; print(m.version("ministack"), m.version("hypercorn"))'
  const answer = execFileSync(`${local.options.venv}/bin/python`, ['-I', '-c', question], { encoding: 'utf8' })
  const [ministack, hypercorn] = answer.trim().split(' ')
  const { python } = await localStatus(local.options)
  console.log(`MiniStack ${ministack}, Hypercorn ${hypercorn}, Python ${python}, Node ${process.version}`)
  expect([ministack, hypercorn]).toEqual(['1.5.33', '0.18.0'])
})
