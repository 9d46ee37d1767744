/** `node build-driver.ts <folder>`: builds the project of `build-life.ts` in a folder, and prints what came of it. */
import { join } from 'node:path'
import { buildArtifacts } from '@project-utils/lambda-build'
import { names } from './build-project.ts'

const root = process.argv[2] ?? ''
const defaults = {
  external: [],
  shared: [],
  include: [],
  exclude: [],
  allow: [],
  loaders: {},
  format: 'cjs',
  minify: false,
  sourceMap: false,
  where: { file: 'project.yaml' },
} as const
const bundles = names.map((name) => ({ logicalId: name, entry: join(root, `${name}.ts`), bundle: true, ...defaults }))
const folder = { logicalId: 'folder', directory: join(root, 'folder'), bundle: false, ...defaults }
const functions = [...bundles, folder]
const artifacts = await buildArtifacts(
  {
    functions,
    template: Object.fromEntries(
      functions.map(({ logicalId }) => [logicalId, { runtime: 'nodejs24.x', handler: `${logicalId}.handler` }]),
    ),
    root,
    cache: join(root, '.cache'),
    environment: {},
    childEnvironment: process.env,
  },
  { signal: new AbortController().signal, emit: () => undefined },
)
console.log(JSON.stringify(artifacts.map(({ logicalId, codeSha256, reused }) => ({ logicalId, codeSha256, reused }))))
