import { expect, test } from 'vitest'
import { physicalName } from './names.ts'
import { scope } from './suite.test.fixture.ts'

const resources = { Reports: { physicalId: 'votes-dev-table-reports-1', type: 'AWS::DynamoDB::Table', stack: 'app' } }
const world = { resources, environment: scope }

test.each([
  ['a logical id', 'Reports', 'votes-dev-table-reports-1'],
  ['the last word of the convention', '-votes', 'votes-dev-table-votes'],
  ['a name as it is', 'other-table', 'other-table'],
  ['a word of every object', 'constructor', 'constructor'],
])('means by %s the physical name', (_, written, name) => {
  expect(physicalName(written, 'table', world)).toBe(name)
})
