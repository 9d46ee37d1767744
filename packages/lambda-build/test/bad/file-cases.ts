import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedLibrary } from './archives.ts'
import { type BadCase, inConfiguration, plainHandler, type Tree } from './case.ts'

/** A folder that is packed as it is. */
const folder: Tree & { readonly files: object } = {
  functions: { Api: { directory: 'code', bundle: false } },
  files: { 'code/api.js': plainHandler },
}
const files = (more: Readonly<Record<string, string | Uint8Array>>): Tree => ({
  ...folder,
  files: { ...folder.files, ...more },
})
const at = (path: string, ...parts: readonly string[]): string => join(path, 'code', ...parts)
const provided: Tree = {
  functions: { Api: { directory: 'code' } },
  template: { Api: { Runtime: 'provided.al2023', Handler: 'x' } },
}
const isRoot = process.getuid?.() === 0
const megabyte = 1024 * 1024

/** What a folder can hold that no zip should. */
export const fileCases: readonly BadCase[] = [
  {
    name: 'two names that differ in case alone',
    ...files({ 'code/Data.json': '{}', 'code/data.json': '{}' }),
    exit: 1,
    told: [
      { code: 'ARTIFACT_PATH_INVALID', message: /Data\.json and .*data\.json/, hint: /rename/, where: inConfiguration },
    ],
    mend: { files: { 'code/Data.json': null } },
  },
  {
    name: 'a link out of the folder',
    ...folder,
    arrange: (root) => symlinkSync('/etc/hostname', at(root, 'host')),
    exit: 2,
    told: [
      {
        code: 'ARTIFACT_LINK_INVALID',
        message: /code\/host .*\/etc\/hostname, which leads out/,
        hint: /\.lambdaignore/,
        where: inConfiguration,
      },
    ],
    mend: { files: { 'code/.lambdaignore': 'host\n' } },
  },
  {
    name: 'a link that leads nowhere',
    ...folder,
    arrange: (root) => symlinkSync('gone.js', at(root, 'link.js')),
    exit: 2,
    told: [
      {
        code: 'ARTIFACT_LINK_INVALID',
        message: /link\.js .*gone\.js, which leads nowhere/,
        hint: /\.lambdaignore/,
        where: inConfiguration,
      },
    ],
    mend: { files: { 'code/gone.js': '' } },
  },
  {
    name: 'a circle of links',
    ...folder,
    arrange: (root) => {
      mkdirSync(at(root, 'a'))
      symlinkSync('..', at(root, 'a', 'up'))
    },
    exit: 2,
    told: [
      { code: 'ARTIFACT_LINK_INVALID', message: /a\/up .*circle/, hint: /\.lambdaignore/, where: inConfiguration },
    ],
    mend: { files: { 'code/.lambdaignore': 'a/up\n' } },
  },
  {
    name: 'a pipe',
    ...folder,
    arrange: (root) => void execFileSync('mkfifo', [at(root, 'pipe')]),
    exit: 2,
    told: [
      { code: 'ARTIFACT_FILE_UNSUPPORTED', message: /code\/pipe/, hint: /\.lambdaignore/, where: inConfiguration },
    ],
    mend: { files: { 'code/pipe': null } },
  },
  {
    name: 'a file that cannot be read',
    ...files({ 'code/secret.json': '{}' }),
    arrange: (root) => chmodSync(at(root, 'secret.json'), 0),
    withoutRights: true,
    exit: 1,
    told: [
      {
        code: 'ARTIFACT_FILE_UNREADABLE',
        message: /secret\.json.*(permission|EACCES)/,
        hint: /./,
        where: inConfiguration,
      },
    ],
    mend: { arrange: (root) => chmodSync(at(root, 'secret.json'), 0o644) },
  },
  {
    name: 'a folder that cannot be read',
    ...files({ 'code/inner/x.json': '{}' }),
    arrange: (root) => chmodSync(at(root, 'inner'), 0),
    withoutRights: true,
    exit: 1,
    told: [
      { code: 'ARTIFACT_FILE_UNREADABLE', message: /inner.*(permission|EACCES)/, hint: /./, where: inConfiguration },
    ],
    mend: { arrange: (root) => chmodSync(at(root, 'inner'), 0o755) },
  },
  {
    name: 'a source that cannot be read',
    arrange: (root) => chmodSync(join(root, 'api.js'), 0),
    withoutRights: true,
    exit: 1,
    told: [{ code: 'LAMBDA_BUILD_FAILED', message: /api\.js.*(permission|denied)/i, hint: /./ }],
    mend: { arrange: (root) => chmodSync(join(root, 'api.js'), 0o644) },
  },
  {
    name: 'a .lambdaignore that cannot be read',
    ...files({ 'code/.lambdaignore': '*.md' }),
    arrange: (root) => chmodSync(at(root, '.lambdaignore'), 0),
    withoutRights: true,
    exit: 1,
    told: [
      { code: 'ARTIFACT_FILE_UNREADABLE', message: /\.lambdaignore.*permission/, hint: /./, where: inConfiguration },
    ],
    mend: { arrange: (root) => chmodSync(at(root, '.lambdaignore'), 0o644) },
  },
  {
    name: 'a name with a backslash',
    ...files({ 'code/lib\\one.js': '' }),
    exit: 1,
    told: [
      { code: 'ARTIFACT_PATH_INVALID', message: /lib\\\\one\.js.*backslash/, hint: /rename/, where: inConfiguration },
    ],
    mend: { files: { 'code/lib\\one.js': null } },
  },
  {
    name: 'a name with a line break',
    ...files({ 'code/one\ntwo.js': '' }),
    exit: 1,
    told: [
      {
        code: 'ARTIFACT_PATH_INVALID',
        message: /one\\ntwo\.js.*control character/,
        hint: /rename/,
        where: inConfiguration,
      },
    ],
  },
  {
    name: 'environment values and a private key',
    ...files({
      'code/.env': 'DATABASE_PASSWORD=hunter2\n',
      'code/keys/server.pem': `-----BEGIN ${'PRIVATE KEY'}-----\nMIIE\n`,
    }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_SECRET_FOUND',
        message: /\.env, which looks like environment values/,
        hint: /allow: \[\.env\]/,
        where: inConfiguration,
      },
      {
        code: 'LAMBDA_SECRET_FOUND',
        message: /keys\/server\.pem, which looks like a private key/,
        hint: /\.lambdaignore/,
        where: inConfiguration,
      },
    ],
    mend: { files: { 'code/.lambdaignore': '.env\n*.pem\n' } },
  },
  {
    name: 'more than 250 MB, of which nothing is read',
    ...folder,
    arrange: (root) => {
      for (let number = 1; number <= 12; number += 1) {
        writeFileSync(at(root, `part-${number}.bin`), '')
        truncateSync(at(root, `part-${number}.bin`), (number + 15) * megabyte)
      }
      writeFileSync(at(root, 'model.bin'), '')
      truncateSync(at(root, 'model.bin'), 251 * megabyte)
    },
    exit: 1,
    told: [
      {
        where: inConfiguration,
        code: 'LAMBDA_TOO_LARGE',
        message:
          /Api has 509\.0 MB unpacked, 250\.0 MB are allowed; heaviest: model\.bin 251\.0 MB, part-12\.bin 27\.0 MB, (part-\d+\.bin \d+\.0 MB(, )?){8}$/,
        hint: /model\.bin/,
      },
    ],
    mend: { files: { 'code/.lambdaignore': '*.bin\n' } },
  },
  {
    name: 'a runtime of its own without a bootstrap',
    ...provided,
    files: { 'code/build/bootstrap': '#!/bin/sh\n' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_BOOTSTRAP_MISSING',
        message: /provided\.al2023 .*no file bootstrap/,
        hint: /folder of build\/bootstrap/,
        where: inConfiguration,
      },
    ],
    mend: {
      functions: { Api: { directory: 'code/build' } },
      arrange: (root) => chmodSync(at(root, 'build', 'bootstrap'), 0o755),
    },
  },
  {
    name: 'a bootstrap that cannot be started',
    ...provided,
    files: { 'code/bootstrap': '#!/bin/sh\n' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_BOOTSTRAP_MISSING',
        message: /not executable/,
        hint: /chmod \+x bootstrap/,
        where: inConfiguration,
      },
    ],
    mend: { arrange: (root) => chmodSync(at(root, 'bootstrap'), 0o755) },
  },
  {
    name: 'TypeScript that is packed as it is',
    functions: { Api: { directory: 'code', bundle: false } },
    files: { 'code/api.ts': 'export const handler = async () => 1\n' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_SOURCE_UNCOMPILED',
        message: /api\.ts only/,
        hint: /remove functions\.Api\.bundle/,
        where: inConfiguration,
      },
    ],
    mend: { functions: { Api: { directory: 'code' } } },
  },
  {
    name: 'a packed folder without the file of the handler',
    functions: { Api: { directory: 'code', bundle: false } },
    files: { 'code/index.js': plainHandler },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_HANDLER_MISSING',
        message: /not in the artifact; looked for api, api\.js/,
        hint: /Handler/,
        where: inConfiguration,
      },
    ],
    mend: { template: { Api: { Handler: 'index.handler' } } },
  },
]

const native = (name: string, bytes: Uint8Array, message: RegExp, hint: RegExp): BadCase => ({
  name,
  ...files({ 'code/addon.node': bytes }),
  template: { Api: { Architectures: ['x86_64'] } },
  exit: 1,
  told: [{ code: 'LAMBDA_NATIVE_MISMATCH', message, hint, where: inConfiguration }],
  mend: { files: { 'code/addon.node': sharedLibrary() } },
})

const windows = Buffer.alloc(128)
windows.write('MZ', 0, 'latin1')
windows.writeUInt32LE(64, 60)
windows.write('PE\0\0', 64, 'latin1')
windows.writeUInt16LE(34404, 68)

const macos = Buffer.alloc(64)
macos.writeUInt32LE(0xfeedfacf, 0)
macos.writeUInt32LE(0x0100000c, 4)

/** Machine code that the function's machine does not run. */
export const nativeCases: readonly BadCase[] = [
  native(
    'machine code for another processor',
    sharedLibrary({ machine: 183 }),
    /addon\.node is for Linux on arm64.*x86_64/,
    /x86_64/,
  ),
  native(
    'machine code for musl',
    sharedLibrary({ library: 'libc.musl-x86_64.so.1' }),
    /addon\.node is for musl/,
    /glibc/,
  ),
  native('machine code of macOS', macos, /addon\.node is for macOS on arm64/, /exclude/),
  native('machine code of Windows', windows, /addon\.node is for Windows on x86_64/, /exclude/),
  native(
    'machine code for a newer glibc',
    sharedLibrary({ version: 'GLIBC_2.39' }),
    /addon\.node asks for glibc 2\.39.*glibc 2\.34/,
    /glibc 2\.34/,
  ),
  native('machine code that is cut off', sharedLibrary().subarray(0, 100), /addon\.node is cut off or damaged/, /./),
  native(
    'a text in the place of machine code',
    Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
    /addon\.node holds no machine code/,
    /./,
  ),
  {
    name: 'machine code of a package for another processor',
    ...files({
      'code/node_modules/fast/package.json': '{ "name": "fast", "version": "1.0.0" }',
      'code/node_modules/fast/fast.node': sharedLibrary({ machine: 183 }),
    }),
    template: { Api: { Architectures: ['x86_64'] } },
    exit: 1,
    told: [
      {
        code: 'LAMBDA_NATIVE_MISMATCH',
        message: /fast\.node, of package fast, is for Linux on arm64/,
        hint: /version of fast/,
        where: inConfiguration,
      },
    ],
    mend: { template: { Api: { Architectures: ['arm64'] } } },
  },
]

/** What the machine that builds lacks. */
export const machineCases: readonly BadCase[] = [
  {
    name: 'a cache that is read-only',
    arrange: (root) => {
      mkdirSync(join(root, '.project-utils', 'cache'), { recursive: true })
      chmodSync(join(root, '.project-utils', 'cache'), 0o555)
    },
    withoutRights: true,
    exit: 1,
    told: [{ code: 'ARTIFACT_CACHE_UNWRITABLE', message: /\.project-utils\/cache.*(permission|EACCES)/, hint: /./ }],
    mend: { arrange: (root) => chmodSync(join(root, '.project-utils', 'cache'), 0o755) },
  },
  {
    name: 'a cache that is a file',
    files: { '.project-utils': 'not a folder\n' },
    exit: 1,
    told: [{ code: 'ARTIFACT_CACHE_UNWRITABLE', message: /\.project-utils/, hint: /./ }],
    mend: { files: { '.project-utils': null } },
  },
  {
    name: 'a disk that is full',
    ...folder,
    arrange: (root) => {
      mkdirSync(join(root, '.project-utils'), { recursive: true })
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', join(root, '.project-utils')])
      writeFileSync(at(root, 'noise.bin'), randomBytes(200_000))
    },
    skip: () => (isRoot && canMount() ? undefined : 'no file system may be mounted here'),
    exit: 1,
    told: [{ code: 'ARTIFACT_CACHE_UNWRITABLE', message: /no space/i, hint: /room/ }],
    mend: { files: { 'code/noise.bin': null } },
  },
]

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
