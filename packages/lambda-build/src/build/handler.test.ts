import { expect, it } from 'vitest'
import { parseHandler } from './handler.ts'

it.each([
  ['index.handler', 'index', 'handler'],
  ['src/api.handler', 'src/api', 'handler'],
  ['a/b/c.get', 'a/b/c', 'get'],
  ['v1.2/api.handler', 'v1.2/api', 'handler'],
  ['api.routes.get', 'api', 'routes'],
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
  ['/opt/x.handler'],
  ['a//b.c'],
  ['api..x'],
])('refuses %j', (text) => {
  expect(parseHandler(text)).toBeUndefined()
})
