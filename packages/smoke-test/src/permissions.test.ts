import { expect, test } from 'vitest'
import * as stacks from './commands/sdk-stacks.ts'
import { permissions } from './permissions.ts'
import * as sdk from './sdk.ts'

/** Where the name of a command is not the name of its action (service authorization reference). */
const actions: Readonly<Record<string, string>> = {
  DescribeStacks: 'cloudformation:DescribeStacks',
  ListStackResources: 'cloudformation:ListStackResources',
  Invoke: 'lambda:InvokeFunction',
}

test('names the actions of exactly the commands that are used', () => {
  const used = Object.keys({ ...stacks, ...sdk })
    .filter((name) => name.endsWith('Command'))
    .map((name) => name.replace(/Command$/, ''))
  expect(used.toSorted()).toEqual(Object.keys(actions).toSorted())
  expect(permissions).toEqual(Object.values(actions).toSorted())
})
