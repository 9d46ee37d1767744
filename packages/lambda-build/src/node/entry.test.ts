import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { failure, invoke, paths } from './bundle.test.fixture.ts'

const answer = (text: string): string => `export const handler = async (): Promise<string> => '${text}'\n`

/** The input for a function of which only the folder is written. */
function inFolder(files: Readonly<Record<string, string>>, handler = 'src/api.handler') {
  const root = makeFolder(files)
  const one = oneFunction(root, { directory: join(root, 'app') }, { handler })
  return { ...one, functions: one.functions.map(({ entry: _entry, ...rest }) => rest) }
}

it.each([
  ['app/src/api.ts', 'src/api.js'],
  ['app/src/api.mts', 'src/api.js'],
  ['app/src/api.cts', 'src/api.js'],
  ['app/src/api.jsx', 'src/api.js'],
  ['app/src/api/index.ts', 'src/api.js'],
])('finds %s from the handler src/api.handler', async (source, built) => {
  const [artifact] = await buildArtifacts(
    inFolder({ [source]: answer('1').replace(': Promise<string>', '') }),
    listen(),
  )
  if (artifact === undefined) throw new Error('nothing was built')
  expect(paths(artifact)).toEqual([built])
  expect(invoke(artifact, built)).toBe('1')
})

it('builds again when a second source could hold the handler, and refuses to guess', async () => {
  const input = inFolder({ 'app/src/api.ts': answer('1'), 'app/src/api/other.ts': '' })
  await buildArtifacts(input, listen())
  addFiles(input.root, { 'app/src/api/index.ts': answer('2') })
  expect(await failure(input)).toMatchObject({
    code: 'LAMBDA_ENTRY_AMBIGUOUS',
    message: expect.stringContaining('may be in any of src/api.ts, src/api/index.ts in '),
    where: { file: 'x.yaml', line: 3 },
  })
})

it('tells what it looked for where no source holds the handler', async () => {
  expect(await failure(inFolder({ 'app/src/apy.ts': answer('1') }))).toMatchObject({
    code: 'LAMBDA_ENTRY_MISSING',
    message: expect.stringContaining('looked for src/api.{ts,mts,cts,tsx,js,mjs,cjs,jsx} and src/api/index.{ts,'),
    hint: 'set functions.Api.entry to the file that exports the handler',
  })
})
