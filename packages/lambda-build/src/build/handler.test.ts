import { expect, it } from 'vitest'
import { parseHandler, startedFile, wrappedHandler } from './handler.ts'

it.each([
  ['index.handler', 'index', 'handler'],
  ['src/api.handler', 'src/api', 'handler'],
  ['a/b/c.get', 'a/b/c', 'get'],
  ['v1.2/api.handler', 'v1.2/api', 'handler'],
  ['api.routes.get', 'api', 'routes'],
  ['./src/api.main', 'src/api', 'main'],
  ['a/./b.c', 'a/b', 'c'],
  ['/var/task/src/api.handler', 'src/api', 'handler'],
  ['/opt/nodejs/node_modules/wrapper/index.handler', '/opt/nodejs/node_modules/wrapper/index', 'handler'],
])('reads %s as the runtime does', (text, file, exported) => {
  expect(parseHandler(text)).toEqual({ text, file, exported })
})

it.each([
  [''],
  ['index'],
  ['.handler'],
  ['index.'],
  ['../api.handler'],
  ['a/../api.handler'],
  ['/opt/../x.handler'],
  ['/etc/x.handler'],
  ['a//b.c'],
  ['api..x'],
])('refuses %j', (text) => {
  expect(parseHandler(text)).toBeUndefined()
})

it.each([
  [{ DD_LAMBDA_HANDLER: 'src/api.handler', OTHER: 'x' }, 'src/api.handler'],
  [{ NEW_RELIC_LAMBDA_HANDLER: { unknown: true } }, undefined],
  [{ NEW_RELIC_LAMBDA_HANDLER: 'a.b', DD_LAMBDA_HANDLER: 'c.d' }, undefined],
  [{}, undefined],
])('finds what a wrapper calls in %j', (environment, expected) => {
  expect(wrappedHandler(environment)).toBe(expected)
})

const adapter = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap' }

it.each([
  ['run.sh', adapter, 'run.sh'],
  ['./run.sh', adapter, 'run.sh'],
  ['/var/task/bin/start', adapter, 'bin/start'],
  ['app.handler', adapter, undefined],
  ['run.sh', {}, undefined],
])('tells of %s with %j which file a wrapper starts', (handler, variables, expected) => {
  expect(startedFile(handler, variables, ['run.sh', 'bin/start', 'app.js'])).toBe(expected)
})
