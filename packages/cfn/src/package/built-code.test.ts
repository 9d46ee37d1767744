import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readBuiltCode } from './built-code.ts'

const manifest = 'a'.repeat(64)
const listed = { logicalId: 'Api', file: 'Api.zip', manifest, codeSha256: 'sum=', zipSize: 3 }
const place = { bucket: 'b', region: 'eu-west-1', key: (sha: string) => `p/${sha}` }

function folder(list: unknown): string {
  const path = mkdtempSync(join(tmpdir(), 'built-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  writeFileSync(join(path, 'Api.zip'), 'zip')
  writeFileSync(join(path, 'artifacts.json'), typeof list === 'string' ? list : JSON.stringify(list))
  return path
}

it('tells where built code will lie, and which zips go there', () => {
  const path = folder({ v: 1, artifacts: [listed] })
  const { code, blobs } = readBuiltCode(path, place)
  expect(code).toEqual({ Api: { bucket: 'b', key: `p/${manifest}` } })
  expect(blobs).toMatchObject([
    { sha256: manifest, size: 3, checksum: 'sum=', content: { file: join(path, 'Api.zip') } },
  ])
})

it.each([
  ['no JSON', '{', /cannot be used/],
  ['no list', { v: 1 }, /no list of artifacts/],
  ['a later form', { v: 2, artifacts: [] }, /no list of artifacts/],
  ['null', 'null', /no list of artifacts/],
  ['a file elsewhere', { v: 1, artifacts: [{ ...listed, file: '../Api.zip' }] }, /no list of artifacts/],
  ['a file that is not there', { v: 1, artifacts: [{ ...listed, file: 'B.zip' }] }, /B\.zip is not there/],
  ['a file of another size', { v: 1, artifacts: [{ ...listed, zipSize: 4 }] }, /another file/],
])('refuses %s', (_, list, message) => {
  const error = { code: 'CFN_ARTIFACTS_INVALID', message: expect.stringMatching(message), hint: expect.any(String) }
  expect(() => readBuiltCode(folder(list), place)).toThrow(expect.objectContaining(error))
})

it('refuses a folder that is not there', () => {
  expect(() => readBuiltCode('/nowhere/at/all', place)).toThrow(
    expect.objectContaining({ code: 'CFN_ARTIFACTS_INVALID' }),
  )
})
