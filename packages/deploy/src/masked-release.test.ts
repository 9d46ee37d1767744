import type { Release } from '@project-utils/contract'
import { createMasker } from '@project-utils/run'
import { expect, it } from 'vitest'
import { maskedRelease } from './masked-release.ts'
import { deployedWorld } from './world.test.fixture.ts'

it('hides secrets in parameters and outputs, and leaves ids and hashes as they are', () => {
  const release = deployedWorld().actual.good as Release
  const app = release.stacks['app']
  if (app === undefined) throw new Error('the fixture has a stack app')
  const handed = { ...app, parameters: { Key: 'pin-7781' }, outputs: { Url: 'https://x/?key=pin-7781' } }
  const masker = createMasker()
  masker.add('pin-7781')
  masker.add(app.digest)
  const masked = maskedRelease({ ...release, stacks: { app: handed } }, masker)
  expect(masked.stacks['app']).toEqual({
    ...app,
    parameters: { Key: '•••' },
    secret: ['Key'],
    outputs: { Url: 'https://x/?key=•••' },
  })
  expect({ ...masked, stacks: {} }).toEqual({ ...release, stacks: {} })
})
