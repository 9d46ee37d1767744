import { findLocalCloud } from '@project-utils/local-cloud'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestCloud, testCloud } from '../../../tools/test-cloud.ts'

let local: TestCloud
beforeAll(async () => {
  local = await testCloud()
})
afterAll(() => local.stop())

test('finds the running instance', async () => {
  expect(await findLocalCloud(local.options)).toEqual(local.cloud)
})
