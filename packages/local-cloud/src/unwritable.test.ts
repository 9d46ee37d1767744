import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unwritable } from './unwritable.ts'

const failure = (code: string, syscall: string): Error => Object.assign(new Error(`${code}: no`), { code, syscall })

test.each([
  ['EROFS', 'open', 'EROFS: no', 'Make it writable'],
  ['EACCES', 'mkdir', 'EACCES: no', 'Make it writable'],
  ['ENOENT', 'mkdir', 'takes no new folders', 'Make it writable'],
  ['ENOSPC', 'write', 'no space is left', 'Make space'],
])('%s of %s is explained', (code, syscall, message, hint) => {
  expect(unwritable(failure(code, syscall), '/cloud')).toMatchObject({
    code: 'LOCAL_FOLDER_UNWRITABLE',
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  })
})

test.each([
  ['a file that is not there', failure('ENOENT', 'open')],
  ['a refused connection', failure('ECONNREFUSED', 'connect')],
  ['an error of ours', new Error('bug')],
  ['what is no error', 'text'],
])('%s is left to others', (_, error) => {
  expect(unwritable(error, '/cloud')).toBeUndefined()
})

test('a file in the place of a folder is explained', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'project-utils-unwritable-'))
  await writeFile(join(folder, 'file'), '')
  const error: unknown = await mkdir(join(folder, 'file', 'inner'), { recursive: true }).catch(
    (thrown: unknown) => thrown,
  )
  await rm(folder, { recursive: true })
  expect(unwritable(error, folder)).toMatchObject({ code: 'LOCAL_FOLDER_UNWRITABLE' })
})
