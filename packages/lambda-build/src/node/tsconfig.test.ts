import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { parseLooseJson, readTsconfig } from './tsconfig.ts'

const on = '{ "compilerOptions": { "emitDecoratorMetadata": true } }'

it.each([
  ['its own', { 'tsconfig.json': on }, true],
  ['an extended file', { 'tsconfig.json': '{ "extends": "./base" }', 'base.json': on }, true],
  ['a package', { 'tsconfig.json': '{ "extends": "@x/conf" }', 'node_modules/@x/conf/tsconfig.json': on }, true],
  [
    'the last of several',
    { 'tsconfig.json': '{ "extends": ["./a.json", "./b.json"] }', 'a.json': on, 'b.json': '{}' },
    true,
  ],
  [
    'itself against a base',
    {
      'tsconfig.json': '{ "extends": "./a.json", "compilerOptions": { "emitDecoratorMetadata": false } }',
      'a.json': on,
    },
    false,
  ],
  ['a circle', { 'tsconfig.json': '{ "extends": "./tsconfig.json" }' }, false],
  ['nothing that can be read', { 'tsconfig.json': '{ "extends": "./gone", ' }, false],
])('takes emitDecoratorMetadata from %s', (_, files, expected) => {
  expect(readTsconfig(makeFolder(files))?.emitDecoratorMetadata).toBe(expected)
})

it('takes the nearest tsconfig, and names every file that was read', () => {
  const folder = makeFolder({
    'tsconfig.json': on,
    'a/tsconfig.json': '{ "extends": "../base.json" }',
    'base.json': '{}',
  })
  mkdirSync(join(folder, 'a/b'))
  expect(readTsconfig(join(folder, 'a/b'))).toEqual({
    file: join(folder, 'a/tsconfig.json'),
    files: [join(folder, 'a/tsconfig.json'), join(folder, 'base.json')],
    options: {},
    emitDecoratorMetadata: false,
  })
})

it.each([
  ['// one\n{"a": 1, /* two */ "b": [1, 2,],}', { a: 1, b: [1, 2] }],
  ['{"url": "http://x/*y*/", "q": "\\"//"}', { url: 'http://x/*y*/', q: '"//' }],
  ['\uFEFF{"a": ",]"}', { a: ',]' }],
  ['{', undefined],
])('reads %j as TypeScript does', (text, expected) => {
  expect(parseLooseJson(text)).toEqual(expected)
})
