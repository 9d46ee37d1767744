import { expect, test } from 'vitest'
import { fakeClient, sdkError } from './fake-send.test.fixture.ts'
import type { SiteFile } from './manifest.ts'
import { missingFiles } from './missing-files.ts'
import { publishFiles } from './publish.ts'
import { listening } from './test-folder.test.fixture.ts'

const file = (key: string, sha256: string = key): SiteFile => {
  return { key, sha256, size: 3, contentType: 'text/plain', cacheControl: 'no-cache', phase: 'page' }
}
const files = [file('gone'), file('there'), file('other')]

test('names what is gone and what holds other bytes', async () => {
  const { s3 } = fakeClient(({ input: { Key } }) =>
    Key === 'gone' ? sdkError('NotFound', 404) : { Metadata: { sha256: 'there' } },
  )
  const missing = await missingFiles(s3, { bucket: 'b', files }, listening())
  expect(missing.map(({ key }) => key)).toEqual(['gone', 'other'])
})

test('takes no refusal for an answer', async () => {
  const { s3 } = fakeClient(() => sdkError('Forbidden', 403))
  await expect(missingFiles(s3, { bucket: 'b', files }, listening())).rejects.toMatchObject({
    message: expect.stringContaining('in bucket b'),
  })
})

test('publishes bytes that are kept elsewhere, and refuses those that are not what the manifest says', async () => {
  const { s3, sent } = fakeClient(() => ({}))
  const abc = file('a.txt', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  const input = { bucket: 'b', directory: async () => Buffer.from('abc'), files: [abc] }
  await publishFiles(s3, input, listening())
  expect(sent).toMatchObject([{ name: 'PutObject', input: { Key: 'a.txt', Body: Buffer.from('abc') } }])
  const wrong = publishFiles(s3, { ...input, directory: async () => Buffer.from('abd') }, listening())
  await expect(wrong).rejects.toMatchObject({ code: 'SITE_CHANGED_MEANWHILE' })
})
