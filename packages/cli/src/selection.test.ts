import { expect, it } from 'vitest'
import { childEnvironment } from './child-environment.ts'
import { selectionOf } from './selection.ts'

const project = { name: 'shop', environment: 'dev' }

it.each([
  ['a project by its name', {}, '--project shop --env dev'],
  ['a file', { config: 'a b.yaml' }, "--config 'a b.yaml' --env dev"],
  [
    'a target with all that was set',
    { target: 'local', set: ['flags.x=true', "values.y=it's"], json: true },
    "--project shop --env dev --target local --set flags.x=true --set 'values.y=it'\\''s'",
  ],
])('leads the next command to %s', (_, flags, selection) => {
  expect(selectionOf(flags, project)).toBe(selection)
})

it.each([
  [{ PATH: '/bin', A: '1', B: undefined }, ['A', 'PATH'], 'PATH', /.+[:;]\/bin$/],
  [{ Path: '/bin' }, ['Path'], 'Path', /.+[:;]\/bin$/],
  [{}, ['PATH'], 'PATH', /^[^:;]+$|^[A-Z]:[^;]+$/],
])('puts its own Node first on the path of %j', (environment, names, path, value) => {
  const child = childEnvironment(environment)
  expect(Object.keys(child).toSorted()).toEqual(names)
  expect(child[path]).toMatch(value)
})
