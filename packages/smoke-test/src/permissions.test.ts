import { expect, test } from 'vitest'
import { permissions } from './permissions.ts'
import * as sdk from './sdk.ts'

/** Where the name of a command is not the name of its action (service authorization reference, Lambda). */
const actions: Readonly<Record<string, string>> = { Invoke: 'lambda:InvokeFunction' }

test('names the actions of exactly the commands that are used', () => {
  const used = Object.keys(sdk)
    .filter((name) => name.endsWith('Command'))
    .map((name) => name.replace(/Command$/, ''))
  expect(used).toEqual(Object.keys(actions))
  expect(permissions).toEqual(Object.values(actions))
})
