import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type BadCase, inConfiguration, plainHandler } from './case.ts'

const typescript = { functions: { Api: { entry: 'api.ts' } } }
const failed = 'LAMBDA_BUILD_FAILED'

/** What is wrong in the sources of functions that are bundled. */
export const nodeCases: readonly BadCase[] = [
  {
    name: 'an entry that is not there',
    functions: { Api: { entry: 'src/api.ts' } },
    exit: 2,
    told: [{ code: 'PROJECT_PATH_MISSING', message: /src\/api\.ts/, hint: /./, where: inConfiguration }],
    mend: { files: { 'src/api.ts': 'export const handler = async (): Promise<number> => 1' } },
  },
  {
    name: 'a folder without the file of the handler',
    functions: { Api: { directory: 'src' } },
    files: { 'src/app.ts': 'export const handler = () => 1' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_ENTRY_MISSING',
        message: /src holds the handler api\.handler/,
        hint: /entry/,
        where: inConfiguration,
      },
    ],
    mend: { files: { 'src/api.ts': 'export const handler = () => 1' } },
  },
  {
    name: 'two files that could hold the handler',
    functions: { Api: { directory: 'src' } },
    files: { 'src/api.ts': 'export const handler = () => 1', 'src/api/index.ts': 'export const handler = () => 1' },
    exit: 2,
    told: [
      { code: 'LAMBDA_ENTRY_AMBIGUOUS', message: /api\.ts, api\/index\.ts/, hint: /entry/, where: inConfiguration },
    ],
    mend: { functions: { Api: { entry: 'src/api.ts' } } },
  },
  {
    name: 'a syntax error',
    files: { 'api.js': 'export const handler = async () => {\n  return {\n}\n' },
    exit: 1,
    told: [{ code: failed, message: /Expected|Unexpected/, hint: /./, where: /^api\.js:\d+:\d+/ }],
    mend: { files: { 'api.js': 'export const handler = async () => 1' } },
  },
  {
    name: 'an import of a file that is not there',
    ...typescript,
    files: { 'api.ts': `import { one } from './lib/one.ts'\nexport const handler = async () => one\n` },
    exit: 1,
    told: [{ code: failed, message: /\.\/lib\/one\.ts/, hint: /correct the path/, where: /^api\.ts:1:21/ }],
    mend: { files: { 'lib/one.ts': 'export const one = 1' } },
  },
  {
    name: 'an import of a package that is not installed',
    files: { 'api.js': `import { z } from 'zod/v4'\nexport const handler = async () => z\n` },
    exit: 1,
    told: [{ code: failed, message: /"zod\/v4"/, hint: /npm install zod/, where: /^api\.js:1:19/ }],
    mend: {
      files: {
        'node_modules/zod/v4/index.js': 'exports.z = 1',
        'node_modules/zod/package.json': { name: 'zod', version: '4.0.0' },
      },
    },
  },
  {
    name: 'an import of a name that a file does not export',
    files: {
      'api.js': `import { two } from './one.js'\nexport const handler = async () => two\n`,
      'one.js': 'export const one = 1\n',
    },
    exit: 1,
    told: [{ code: failed, message: /"two"/, hint: /./, where: /^api\.js:1:10/ }],
    mend: { files: { 'one.js': 'export const two = 2\n' } },
  },
  {
    name: 'two functions of which each has its own errors',
    functions: { Api: { entry: 'api.js' }, Vote: { entry: 'vote.js' } },
    template: { Api: {}, Vote: { Handler: 'vote.handler' } },
    files: { 'api.js': `import './nothing.js'\n`, 'vote.js': 'export const handler = (\n' },
    exit: 1,
    told: [
      { code: failed, message: /\.\/nothing\.js/, hint: /path/, where: /^api\.js:1:8/ },
      { code: failed, message: /Unexpected end of file/, hint: /./, where: /^vote\.js:/ },
    ],
  },
  {
    name: 'a tsconfig that is no JSON',
    ...typescript,
    files: {
      'api.ts': 'export const handler = async () => 1',
      'tsconfig.json': '{ "compilerOptions": { "strict": true \n',
    },
    exit: 1,
    told: [{ code: failed, message: /./, hint: /./, where: /^tsconfig\.json:\d+/ }],
    mend: { files: { 'tsconfig.json': {} } },
  },
  {
    name: 'a tsconfig that is named and not there',
    functions: { Api: { entry: 'api.js', tsconfig: 'tsconfig.build.json' } },
    exit: 2,
    told: [{ code: 'PROJECT_PATH_MISSING', message: /tsconfig\.build\.json/, hint: /./, where: inConfiguration }],
  },
  {
    name: 'plug-ins that throw when they are loaded',
    functions: { Api: { entry: 'api.js', plugins: 'plugins.mjs' } },
    files: { 'plugins.mjs': `throw new Error('no licence for these plug-ins')\n` },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_PLUGINS_INVALID',
        message: /plugins\.mjs.*no licence for these/,
        hint: /node .*plugins\.mjs/,
        where: /^plugins\.mjs/,
      },
    ],
    mend: { files: { 'plugins.mjs': 'export default []' } },
  },
  {
    name: 'plug-ins that import what is not there',
    functions: { Api: { entry: 'api.js', plugins: 'plugins.mjs' } },
    files: { 'plugins.mjs': `import yaml from 'esbuild-plugin-none'\nexport default [yaml()]\n` },
    exit: 2,
    told: [{ code: 'LAMBDA_PLUGINS_INVALID', message: /esbuild-plugin-none/, hint: /./ }],
    mend: { files: { 'plugins.mjs': 'export default []' } },
  },
  {
    name: 'a tsconfig that cannot be read',
    ...typescript,
    files: { 'api.ts': 'export const handler = async () => 1', 'tsconfig.json': {} },
    arrange: (root) => chmodSync(join(root, 'tsconfig.json'), 0),
    withoutRights: true,
    exit: 1,
    told: [
      {
        code: 'ARTIFACT_FILE_UNREADABLE',
        message: /tsconfig\.json could not be read: permission/,
        hint: /let this user/,
      },
    ],
    mend: { arrange: (root) => chmodSync(join(root, 'tsconfig.json'), 0o644) },
  },
  {
    name: 'a circle of tsconfigs',
    ...typescript,
    files: {
      'api.ts': 'export const handler = async (: number => 1',
      'tsconfig.json': { extends: './base.json' },
      'base.json': { extends: './tsconfig.json' },
    },
    exit: 1,
    told: [{ code: failed, message: /./, hint: /./, where: /^api\.ts:1/ }],
    mend: { files: { 'api.ts': 'export const handler = async () => 1' } },
  },
  {
    name: 'plug-ins that are no list',
    functions: { Api: { entry: 'api.js', plugins: 'plugins.mjs' } },
    files: { 'plugins.mjs': 'export default { name: 1 }' },
    exit: 2,
    told: [{ code: 'LAMBDA_PLUGINS_INVALID', message: /no list of esbuild plug-ins/, hint: /export default/ }],
  },
  {
    name: 'a plug-in that fails while it builds',
    functions: { Api: { entry: 'api.js', plugins: 'plugins.mjs' } },
    files: {
      'plugins.mjs': `export default [{ name: 'late', setup(build) { build.onLoad({ filter: /api/ }, () => { throw new Error('it is late') }) } }]`,
    },
    exit: 1,
    told: [
      {
        code: failed,
        message: /"late" of .*plugins\.mjs failed.*it is late/,
        hint: /plugins\.mjs/,
        where: /plugins\.mjs$/,
      },
    ],
    mend: { files: { 'plugins.mjs': 'export default []' } },
  },
  {
    name: 'a top-level await in CommonJS',
    files: { 'api.js': 'const one = await Promise.resolve(1)\nexport const handler = async () => one\n' },
    exit: 1,
    told: [{ code: failed, message: /[Tt]op-level await/, hint: /format: esm/, where: /^api\.js:1:13/ }],
    mend: { functions: { Api: { entry: 'api.js', format: 'esm' } } },
  },
  {
    name: 'decorator metadata without a compiler that writes it',
    ...typescript,
    files: {
      'tsconfig.json': { compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } },
      'api.ts': `const injectable = (target: object): void => void target\nclass Store {}\n@injectable\nclass Service { constructor(readonly store: Store) {} }\nexport const handler = async () => new Service(new Store())\n`,
    },
    exit: 2,
    told: [{ code: 'LAMBDA_DECORATOR_METADATA', message: /api\.ts|metadata/, hint: /npm install.*typescript|swc/ }],
    mend: { files: { 'tsconfig.json': { compilerOptions: { experimentalDecorators: true } } } },
  },
  {
    name: 'an entry without the export',
    files: { 'api.js': 'export const main = async () => 1\n' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_HANDLER_MISSING',
        message: /"handler".*exports main/,
        hint: /export handler from api\.js.*api\.main/,
        where: /^api\.js/,
      },
    ],
    mend: { template: { Api: { Handler: 'api.main' } } },
  },
  {
    name: 'a handler with a typing error',
    template: { Api: { Handler: 'api.hanlder' } },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_HANDLER_MISSING',
        message: /"hanlder".*exports handler/,
        hint: /api\.handler/,
        where: /^api\.js/,
      },
    ],
    mend: { template: { Api: { Handler: 'api.handler' } } },
  },
  {
    name: 'a handler that is the default export only',
    template: { Api: { Runtime: 'nodejs22.x' } },
    files: { 'api.js': 'export default async () => 1\n' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_HANDLER_MISSING',
        message: /"handler".*exports default/,
        hint: /export handler/,
        where: /^api\.js/,
      },
    ],
    mend: { files: { 'api.js': 'export const handler = async () => 1\n' } },
  },
  {
    name: 'a handler that is no function',
    files: { 'api.js': 'module.exports = { handler: "index.handler" }\n' },
    exit: 2,
    told: [{ code: 'LAMBDA_HANDLER_MISSING', message: /function.*type string/, hint: /function/, where: /^api\.js/ }],
    mend: { files: { 'api.js': plainHandler } },
  },
  {
    name: 'a handler with a callback on Node.js 24',
    files: { 'api.js': 'exports.handler = (event, context, callback) => callback(null, event)\n' },
    exit: 1,
    told: [
      {
        code: 'LAMBDA_HANDLER_CALLBACK',
        message: /3 parameters.*nodejs24\.x refuses/,
        hint: /async/,
        where: /^api\.js/,
      },
    ],
    mend: { template: { Api: { Runtime: 'nodejs22.x' } } },
  },
  {
    name: 'JSON that is none',
    files: {
      'api.js': `import settings from './settings.json'\nexport const handler = async () => settings\n`,
      'settings.json': '{ "one": 1,, }\n',
    },
    exit: 1,
    told: [{ code: failed, message: /./, hint: /./, where: /^settings\.json:1:12/ }],
    mend: { files: { 'settings.json': '{ "one": 1 }' } },
  },
  {
    name: 'a file that nobody says how to read',
    files: {
      'api.js': `import schema from './schema.graphql'\nexport const handler = async () => schema\n`,
      'schema.graphql': 'type Query { one: Int }\n',
    },
    exit: 1,
    told: [{ code: failed, message: /\.graphql/, hint: /loaders.*\.graphql: text/, where: /^api\.js:1/ }],
    mend: { functions: { Api: { entry: 'api.js', loaders: { '.graphql': 'text' } } } },
  },
  {
    name: 'a pattern of further files that none fits',
    functions: { Api: { entry: 'api.js', include: ['templates/**'] } },
    exit: 2,
    told: [
      {
        code: 'ARTIFACT_PATTERN_UNMATCHED',
        message: /templates\/\*\* fits no file/,
        hint: /relative/,
        where: inConfiguration,
      },
    ],
    mend: { files: { 'templates/one.html': '<p>' } },
  },
  {
    name: 'a pattern of further files that leads out',
    functions: { Api: { entry: 'src/api.js', include: ['../../other/*.json'] } },
    files: { 'src/api.js': plainHandler, 'src/package.json': {} },
    exit: 2,
    told: [
      { code: 'ARTIFACT_PATTERN_UNMATCHED', message: /leads out of/, hint: /shared|relative/, where: inConfiguration },
    ],
  },
  {
    name: 'a package.json that would make the bundle an ES module',
    functions: { Api: { entry: 'api.js', include: ['package.json'] } },
    files: { 'package.json': { type: 'module' } },
    exit: 2,
    told: [
      { code: 'LAMBDA_MODULE_TYPE', message: /package\.json.*"type": "module"/, hint: /esm/, where: inConfiguration },
    ],
    mend: { functions: { Api: { entry: 'api.js', format: 'esm', include: ['package.json'] } } },
  },
  {
    name: 'an external package that nobody installed',
    functions: { Api: { entry: 'api.js', external: ['sharp'] } },
    files: { 'api.js': `import sharp from 'sharp'\nexport const handler = async () => sharp\n` },
    exit: 2,
    told: [{ code: 'LAMBDA_EXTERNAL_MISSING', message: /sharp/, hint: /npm install sharp/ }],
    mend: {
      files: {
        'node_modules/sharp/package.json': { name: 'sharp', version: '1.0.0' },
        'node_modules/sharp/index.js': '',
        'package.json': { dependencies: {} },
      },
    },
  },
]
