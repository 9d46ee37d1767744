import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { declaredOutput, findOutput } from './output-folder.ts'
import { folderWith, writeInto } from './test-folder.test.fixture.ts'

const build = 'npm run build'

test.each([
  ['its setting', { build, output: 'public' }, {}, 'public'],
  ['the folder itself without a build', {}, { 'dist/a': '' }, ''],
  ["Vite's default", { build }, { 'vite.config.ts': 'export default {}' }, 'dist'],
  ["Vite's outDir", { build }, { 'vite.config.js': "export default { build: { outDir: '../web' } }" }, '../web'],
  [
    "Vite's root",
    { build },
    { 'vite.config.mjs': 'export default { root: "app", build: { outDir: "out" } }' },
    'app/out',
  ],
  ['no commented outDir', { build }, { 'vite.config.ts': "export default {\n  // outDir: 'old',\n}" }, 'dist'],
])('takes %s', async (_, settings, files, expected) => {
  const directory = await folderWith(files)
  const output = await declaredOutput({ directory, ...settings })
  expect(output === undefined ? undefined : relative(directory, output)).toBe(expected)
})

test('does not guess an outDir that is computed', async () => {
  const directory = await folderWith({ 'vite.config.ts': 'export default { build: { outDir: process.env.OUT } }' })
  await expect(declaredOutput({ directory, build })).rejects.toThrow(
    expect.objectContaining({ code: 'SITE_OUTPUT_UNKNOWN' }),
  )
})

test('leaves it to the build where no tool is known', async () => {
  expect(await declaredOutput({ directory: await folderWith({ 'a.js': '' }), build })).toBeUndefined()
})

test('finds the only usual folder that is not empty', async () => {
  const directory = await folderWith({ 'out/index.html': 'x' })
  expect(await findOutput({ directory, build }, Date.now())).toBe(join(directory, 'out'))
})

test('finds among several the one that the build changed', async () => {
  const directory = await folderWith({ 'dist/old.js': 'x' })
  await new Promise((done) => setTimeout(done, 20))
  const begun = Date.now()
  await new Promise((done) => setTimeout(done, 20))
  await writeInto(directory, { 'build/index.html': 'x' })
  expect(await findOutput({ directory, build }, begun)).toBe(join(directory, 'build'))
})

test('does not choose between several that may all be the output', async () => {
  const directory = await folderWith({ 'dist/a': 'x', 'build/a': 'x' })
  await expect(findOutput({ directory, build }, 0)).rejects.toThrow(
    expect.objectContaining({ code: 'SITE_OUTPUT_UNKNOWN' }),
  )
})

test('refuses a build that left nothing', async () => {
  const directory = await folderWith({ 'a.js': '' })
  await expect(findOutput({ directory, build }, 0)).rejects.toThrow(expect.objectContaining({ code: 'SITE_NO_OUTPUT' }))
})
