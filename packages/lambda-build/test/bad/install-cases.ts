import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { integrityOf, npmProject, tarball, tinyPackage } from './archives.ts'
import { type BadCase, inConfiguration, plainHandler, type Tree } from './case.ts'

const functions = {
  Api: { directory: '.', bundle: false, include: [], exclude: ['vendor', 'project.yaml', 'template.yaml'] },
}
const good = npmProject(tinyPackage())
const needs = { name: 'api', version: '1.0.0', dependencies: { tiny: '1.0.0' } }

/** A function whose packages come from a lock file. */
function project(files: Tree['files']): Tree {
  return { functions, files: { 'api.js': plainHandler, ...files } }
}

function locked(name: string, file: string, text: string, message: RegExp, hint: RegExp): BadCase {
  return {
    name,
    ...project({ 'package.json': needs, [file]: text }),
    exit: 2,
    told: [{ code: 'LAMBDA_LOCK_UNUSABLE', message, hint, where: inConfiguration }],
    mend: { files: { [file]: null, ...good } },
  }
}

const elsewhere = {
  'package.json': { name: 'api', version: '1.0.0', dependencies: { 'project-utils-no-such': '1.0.0' } },
  'package-lock.json': {
    name: 'api',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'api', version: '1.0.0', dependencies: { 'project-utils-no-such': '1.0.0' } },
      'node_modules/project-utils-no-such': {
        version: '1.0.0',
        resolved: 'https://registry.npmjs.org/project-utils-no-such/-/project-utils-no-such-1.0.0.tgz',
        integrity: integrityOf(Buffer.from('nothing')),
      },
    },
  },
}

/** Packages that a lock file cannot give. */
export const installCases: readonly BadCase[] = [
  {
    name: 'dependencies without a lock file',
    ...project({ 'package.json': needs }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_LOCK_MISSING',
        message: /package\.json has production dependencies/,
        hint: /npm install --package-lock-only/,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  locked(
    'a lock file of npm that is cut off',
    'package-lock.json',
    '{ "lockfileVersion": 3, "packages": {',
    /package-lock\.json is no JSON/,
    /npm install/,
  ),
  locked(
    'a lock file in the middle of a merge',
    'package-lock.json',
    '{\n<<<<<<< HEAD\n  "a": 1\n=======\n  "a": 2\n>>>>>>> other\n}\n',
    /package-lock\.json .*merge/,
    /merge/,
  ),
  locked(
    'a lock file of pnpm that is none',
    'pnpm-lock.yaml',
    'importers: {}\n',
    /pnpm-lock\.yaml has no lockfileVersion/,
    /pnpm install/,
  ),
  locked(
    'a lock file of Yarn that is none',
    'yarn.lock',
    '{ "not": "yarn" }\n',
    /yarn\.lock is no lock file of Yarn/,
    /yarn install/,
  ),
  locked(
    'a lock file of Bun',
    'bun.lock',
    '{ "lockfileVersion": 1 }\n',
    /bun\.lock is written by Bun/,
    /npm install --package-lock-only/,
  ),
  locked(
    'a lock file of Yarn 4 in the middle of a merge',
    'yarn.lock',
    '__metadata:\n  version: 8\n<<<<<<< HEAD\n=======\n>>>>>>> other\n',
    /yarn\.lock .*merge/,
    /merge/,
  ),
  {
    name: 'a lock file that cannot be read',
    ...project(good),
    arrange: (root) => chmodSync(join(root, 'package-lock.json'), 0),
    withoutRights: true,
    exit: 1,
    told: [
      {
        code: 'ARTIFACT_FILE_UNREADABLE',
        message: /package-lock\.json .*permission denied/,
        hint: /let this user/,
        where: inConfiguration,
      },
    ],
    mend: { arrange: (root) => chmodSync(join(root, 'package-lock.json'), 0o644) },
  },
  {
    name: 'a package.json that is a folder',
    ...project({ 'package.json/x': '' }),
    exit: 1,
    told: [{ code: 'ARTIFACT_FILE_UNREADABLE', message: /package\.json/, hint: /./, where: inConfiguration }],
  },
  {
    name: 'two lock files side by side',
    ...project({ ...good, 'yarn.lock': '# yarn lockfile v1\n' }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_LOCK_UNUSABLE',
        message: /package-lock\.json, yarn\.lock lie side by side/,
        hint: /remove all but one/,
        where: inConfiguration,
      },
    ],
    mend: { files: { 'yarn.lock': null } },
  },
  {
    name: 'a lock file of another manager than package.json says',
    ...project({ ...good, 'package.json': { ...needs, packageManager: 'pnpm@10.1.0' } }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_LOCK_UNUSABLE',
        message: /package-lock\.json.*packageManager: pnpm/,
        hint: /pnpm install/,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  {
    name: 'a package.json that is no JSON',
    ...project({ ...good, 'package.json': '{ "name": "api", }' }),
    exit: 1,
    told: [
      {
        code: 'LAMBDA_FILE_UNREADABLE',
        message: /package\.json is no JSON/,
        hint: /correct it/,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  {
    name: 'a lock file that is older than package.json',
    ...project({
      ...good,
      'package.json': { ...needs, dependencies: { tiny: 'file:vendor/tiny.tgz', other: 'file:vendor/other.tgz' } },
      'vendor/other.tgz': tinyPackage({}, { name: 'other' }),
    }),
    exit: 2,
    told: [
      {
        code: 'LAMBDA_LOCK_UNUSABLE',
        message: /package-lock\.json .*other/s,
        hint: /npm install, and commit/,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  {
    name: 'an archive with other bytes than the lock file knows',
    ...project(npmProject(tinyPackage({ 'package/evil.js': '' }), tinyPackage())),
    exit: 1,
    told: [
      {
        code: 'LAMBDA_INSTALL_FAILED',
        message: /EINTEGRITY/,
        hint: /other bytes than the lock file knows/,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  {
    name: 'an archive that is none',
    ...project(npmProject(Buffer.from('not a tarball'))),
    exit: 1,
    told: [
      {
        code: 'LAMBDA_INSTALL_FAILED',
        message: /TAR_BAD_ARCHIVE|Unrecognized archive|incorrect header/i,
        hint: /./,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  {
    name: 'an archive that is not there',
    ...project({ ...good, 'vendor/tiny.tgz': null }),
    exit: 1,
    told: [{ code: 'LAMBDA_INSTALL_FAILED', message: /tiny\.tgz/, hint: /./, where: inConfiguration }],
    mend: { files: good },
  },
  {
    name: 'an archive that would write outside of its folder',
    ...project(
      npmProject(
        tarball({ '../../../../escaped.txt': 'x', 'package/package.json': '{ "name": "tiny", "version": "1.0.0" }' }),
      ),
    ),
    exit: 1,
    told: [
      {
        code: 'LAMBDA_PATH_INVALID',
        message: /package-lock\.json holds a file that would lie outside/,
        hint: /./,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  {
    name: 'a registry that cannot be reached',
    ...project(elsewhere),
    environment: { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' },
    exit: 1,
    told: [{ code: 'LAMBDA_INSTALL_FAILED', message: /ECONNREFUSED/, hint: /network/, where: inConfiguration }],
    mend: { files: good },
  },
  {
    name: 'a member of the workspace that is not there',
    ...project({
      'package.json': { name: 'root', version: '1.0.0', workspaces: ['lib'], dependencies: { lib: '1.0.0' } },
      'package-lock.json': {
        name: 'root',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'root', version: '1.0.0', workspaces: ['lib'], dependencies: { lib: '1.0.0' } },
          lib: { name: 'lib', version: '1.0.0' },
          'node_modules/lib': { resolved: 'lib', link: true },
        },
      },
    }),
    exit: 2,
    told: [{ code: 'LAMBDA_LOCK_UNUSABLE', message: /lib/, hint: /./, where: inConfiguration }],
    mend: { files: { 'lib/package.json': { name: 'lib', version: '1.0.0' } } },
  },
  {
    name: 'an external package that is for development alone',
    functions: { Api: { entry: 'api.js', external: ['tiny'] } },
    files: {
      'api.js': `const tiny = require('tiny')\nexports.handler = async () => tiny\n`,
      ...good,
      'package.json': { name: 'api', version: '1.0.0', devDependencies: { tiny: 'file:vendor/tiny.tgz' } },
      'package-lock.json': {
        name: 'api',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: {
          '': { name: 'api', version: '1.0.0', devDependencies: { tiny: 'file:vendor/tiny.tgz' } },
          'node_modules/tiny': {
            version: '1.0.0',
            dev: true,
            resolved: 'file:vendor/tiny.tgz',
            integrity: integrityOf(tinyPackage()),
          },
        },
      },
    },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_EXTERNAL_MISSING',
        message: /tiny is only a development dependency/,
        hint: /--save-prod tiny/,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  {
    name: 'a package whose install script makes its machine code',
    ...project(npmProject(tinyPackage({ 'package/binding.gyp': '{}' }, { scripts: { install: 'node-gyp rebuild' } }))),
    exit: 1,
    told: [
      {
        code: 'LAMBDA_NATIVE_MISSING',
        message: /package tiny 1\.0\.0 .*node-gyp rebuild/,
        hint: /prebuilds/,
        where: inConfiguration,
      },
    ],
    mend: { files: good },
  },
  {
    name: 'no package manager on the PATH',
    ...project(good),
    environment: { PATH: '' },
    skip: () => undefined,
    exit: 2,
    told: [
      {
        code: 'LAMBDA_PACKAGE_MANAGER_MISSING',
        message: /npm is not on the PATH/,
        hint: /npm/,
        where: inConfiguration,
      },
    ],
    mend: { environment: { PATH: process.env['PATH'] ?? '' } },
  },
]
