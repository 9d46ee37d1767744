import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadProject } from './load-project.ts'
import { head, loadText, makeFolder, refusalOf } from './sample.test.fixture.ts'
import { makeSource } from './source.ts'

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)))

test.each([
  ['a zero byte', bytes(head, 'x: "a', [0], 'b"\n'), { line: 4, column: 6 }],
  ['an escape character', bytes('project: ', [27], '[31mred\n'), { line: 1, column: 10 }],
  ['bytes that are no UTF-8', bytes('project: shop\n# caf', [0xe9], '\n'), { line: 2, column: 6 }],
  [
    'bytes that are no UTF-8 after a real replacement character',
    bytes('# \uFFFD\nname: ', [0xff], '\n'),
    { line: 2, column: 7 },
  ],
  ['UTF-16', bytes([0xff, 0xfe], 'p\0r\0'), { line: 1, column: 1 }],
])('refuses %s with its place', async (_, content, where) => {
  const refusal = await refusalOf(loadText(content))
  expect(refusal.code).toBe('PROJECT_CONFIG_ENCODING')
  expect(refusal.where).toMatchObject(where)
  expect(refusal.hint).toBeDefined()
})

test('takes a replacement character that is really written', async () => {
  const { project } = await loadText(`${head}# \uFFFD\n`)
  expect(project.name).toBe('shop')
})

test('refuses a file over 1 MiB before parsing it', async () => {
  const refusal = await refusalOf(loadText(`# ${'['.repeat(1024 * 1024)}\n`))
  expect(refusal.code).toBe('PROJECT_CONFIG_TOO_LARGE')
})

test('refuses a folder, and says how to look into it', async () => {
  const cwd = makeFolder()
  mkdirSync(join(cwd, 'config'))
  const refusal = await refusalOf(loadProject({ cwd, config: 'config' }))
  expect(refusal).toMatchObject({ code: 'PROJECT_CONFIG_UNREADABLE', hint: expect.stringContaining('ls config') })
})

test('refuses a file that does not exist', async () => {
  const refusal = await refusalOf(loadProject({ cwd: makeFolder(), config: 'absent.yaml' }))
  expect(refusal).toMatchObject({ code: 'PROJECT_CONFIG_NOT_FOUND', where: { file: 'absent.yaml' } })
})

// The superuser may read everything, so there is nothing to refuse for it.
test.runIf(process.getuid?.() !== 0)('refuses a file that may not be read', async () => {
  const cwd = makeFolder({ 'project.yaml': head })
  chmodSync(join(cwd, 'project.yaml'), 0)
  const refusal = await refusalOf(loadProject({ cwd }))
  expect(refusal).toMatchObject({ code: 'PROJECT_CONFIG_UNREADABLE', hint: 'chmod u+r project.yaml' })
})

test('finds the line and column of every offset', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', 'é', '😀') }), fc.nat(), (text, seed) => {
      const offset = text.length === 0 ? 0 : seed % text.length
      const before = text.slice(0, offset).split('\n')
      const { line, column } = makeSource('x', 'x', text).place(offset)
      expect({ line, column }).toEqual({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 })
    }),
  )
})
