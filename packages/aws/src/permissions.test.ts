import { expect, it } from 'vitest'
import { permissions } from './permissions.ts'
import * as sdk from './sdk.ts'

it('names exactly the operations of the commands in use', () => {
  const operations = Object.keys(sdk).filter((name) => name.endsWith('Command'))
  const named = permissions.map((action) => `${action.split(':')[1]}Command`)
  expect(named.sort()).toEqual(operations.sort())
})
