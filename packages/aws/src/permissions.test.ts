import { expect, it } from 'vitest'
import { permissions } from './permissions.ts'
import * as references from './sdk.ts'
import * as identity from './sdk-identity.ts'

it('names exactly the operations of the commands in use', () => {
  const operations = Object.keys({ ...references, ...identity }).filter((name) => name.endsWith('Command'))
  const named = permissions.map((action) => `${action.split(':')[1]}Command`)
  expect(named.sort()).toEqual(operations.sort())
})
