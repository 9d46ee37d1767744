import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { parseLooseJson, readTsconfig, referencedTsconfig } from './tsconfig.ts'

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

it.each<[string, Record<string, string>, string | undefined]>([
  ['that lists nothing itself', { 'a.json': '{ "include": ["src"] }' }, 'a.json'],
  ['by a file', { 'a.json': '{ "files": ["./src/api.ts"] }' }, 'a.json'],
  ['by a pattern', { 'a.json': '{ "include": ["./src/**/*.ts"] }' }, 'a.json'],
  ['past one that has other files', { 'a.json': '{ "include": ["web/*"] }', 'b.json': '{}' }, 'b.json'],
  ['and none that has the entry', { 'a.json': '{ "files": [] }' }, undefined],
])('follows references %s', (_, files, expected) => {
  const references = Object.keys(files).map((path) => ({ path: `./${path}` }))
  const folder = makeFolder({ ...files, 'tsconfig.json': JSON.stringify({ files: [], references }), 'src/api.ts': '' })
  const found = referencedTsconfig(join(folder, 'src/api.ts'))
  expect(found).toBe(expected === undefined ? undefined : join(folder, expected))
})

it('follows no reference where the nearest tsconfig has the entry itself', () => {
  const folder = makeFolder({ 'tsconfig.json': '{ "references": [{ "path": "./a.json" }] }', 'a.json': '{}' })
  expect(referencedTsconfig(join(folder, 'api.ts'))).toBeUndefined()
})
