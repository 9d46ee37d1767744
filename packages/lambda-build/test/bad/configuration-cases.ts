import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type BadCase, inConfiguration } from './case.ts'

/** What configuration, template and command line say wrongly: nothing is built. */
export const configurationCases: readonly BadCase[] = [
  {
    name: 'a function that no template declares',
    functions: { Appi: { entry: 'api.js' } },
    exit: 2,
    told: [{ code: 'LAMBDA_FUNCTION_ABSENT', message: /Appi/, hint: /declare Api/, where: inConfiguration }],
    mend: { functions: { Api: { entry: 'api.js' } } },
  },
  {
    name: 'a name on the command line that the project does not build',
    args: ['build', 'Appi'],
    exit: 2,
    told: [{ code: 'LAMBDA_NAME_UNKNOWN', message: /Appi: it declares Api/, hint: /Api/ }],
  },
  {
    name: 'a runtime that contradicts the template',
    functions: { Api: { entry: 'api.js', runtime: 'nodejs22.x' } },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_CONTRADICTION',
        message: /runtime is nodejs22\.x, and .*template\.yaml:\d+.* says nodejs24\.x/,
        hint: /remove functions\.Api\.runtime/,
        where: inConfiguration,
      },
    ],
    mend: { functions: { Api: { entry: 'api.js' } } },
  },
  {
    name: 'every contradiction at once',
    functions: { Api: { entry: 'api.js', handler: 'index.main', architecture: 'x86_64' } },
    template: { Api: { Architectures: ['arm64'] } },
    exit: 2,
    told: [
      { code: 'LAMBDA_CONTRADICTION', message: /handler is index\.main/, hint: /remove/, where: inConfiguration },
      { code: 'LAMBDA_CONTRADICTION', message: /architecture is x86_64/, hint: /remove/, where: inConfiguration },
    ],
  },
  {
    name: 'a function that is both an entry and an image',
    functions: { Api: { entry: 'api.js', image: { directory: 'image' } } },
    files: { 'image/Dockerfile': 'FROM scratch\n' },
    exit: 2,
    told: [
      { code: 'PROJECT_VALUE_INVALID', message: /both an image and an entry/, hint: /remove/, where: inConfiguration },
    ],
    mend: { functions: { Api: { entry: 'api.js' } } },
  },
  {
    name: 'a directory that is not there',
    functions: { Api: { directory: 'servce' } },
    exit: 2,
    told: [{ code: 'PROJECT_PATH_MISSING', message: /servce/, hint: /./, where: inConfiguration }],
    mend: { files: { 'servce/api.js': 'export const handler = () => 1' } },
  },
  {
    name: 'values of wrong types, all at once',
    functions: { Api: { entry: 'api.js', external: 'sharp', minify: 'yes', format: 'iife' } },
    exit: 2,
    told: [
      { code: 'PROJECT_VALUE_INVALID', message: /external .*list/, hint: /\[value, value\]/, where: inConfiguration },
      { code: 'PROJECT_VALUE_INVALID', message: /minify/, hint: /true|false/, where: inConfiguration },
      { code: 'PROJECT_VALUE_INVALID', message: /format/, hint: /cjs/, where: inConfiguration },
    ],
    mend: { functions: { Api: { entry: 'api.js', minify: true, format: 'esm' } } },
  },
  {
    name: 'a key that is misspelled',
    functions: { Api: { entyr: 'api.js', entry: 'api.js' } },
    exit: 2,
    told: [{ code: 'PROJECT_KEY_UNKNOWN', message: /entyr/, hint: /entry/, where: inConfiguration }],
    mend: { functions: { Api: { entry: 'api.js' } } },
  },
  {
    name: 'a function without any source',
    functions: { Api: { minify: false } },
    exit: 2,
    told: [{ code: 'PROJECT_KEY_MISSING', message: /functions\.Api/, hint: /entry/, where: inConfiguration }],
  },
  {
    name: 'a template that is not there',
    files: { 'template.yaml': null },
    exit: 2,
    told: [{ code: 'PROJECT_PATH_MISSING', message: /template\.yaml/, hint: /./, where: inConfiguration }],
  },
  {
    name: 'a template that cannot be read',
    arrange: (root) => chmodSync(join(root, 'template.yaml'), 0),
    withoutRights: true,
    exit: 1,
    told: [
      {
        code: 'ARTIFACT_FILE_UNREADABLE',
        message: /template\.yaml could not be read: permission/,
        hint: /let this user/,
      },
    ],
    mend: { arrange: (root) => chmodSync(join(root, 'template.yaml'), 0o644) },
  },
  {
    name: 'a configuration that cannot be read',
    arrange: (root) => chmodSync(join(root, 'project.yaml'), 0),
    withoutRights: true,
    exit: 2,
    told: [{ code: 'PROJECT_CONFIG_UNREADABLE', message: /project\.yaml/, hint: /./ }],
    mend: { arrange: (root) => chmodSync(join(root, 'project.yaml'), 0o644) },
  },
  {
    name: 'an entry that is a folder',
    functions: { Api: { entry: 'src' } },
    files: { 'src/x.js': '' },
    exit: 2,
    told: [{ code: 'PROJECT_PATH_INVALID', message: /"src" is a folder/, hint: /./, where: inConfiguration }],
  },
  {
    name: 'a template that is no YAML',
    files: { 'template.yaml': 'Resources: [\n' },
    exit: 2,
    told: [{ code: 'TEMPLATE_SYNTAX', message: /./, hint: /./, where: /^template\.yaml:\d+/ }],
  },
  {
    name: 'a handler that the template leaves out',
    template: { Api: { Handler: null } },
    exit: 2,
    told: [
      { code: 'LAMBDA_HANDLER_INVALID', message: /sets no handler/, hint: /Handler of Api/, where: inConfiguration },
    ],
    mend: { template: { Api: { Handler: 'api.handler' } } },
  },
  {
    name: 'a handler without an export',
    template: { Api: { Handler: 'api' } },
    exit: 2,
    told: [{ code: 'LAMBDA_HANDLER_INVALID', message: /"api"/, hint: /index\.handler/, where: inConfiguration }],
    mend: { template: { Api: { Handler: 'api.handler' } } },
  },
  {
    name: 'a handler outside of the artifact',
    template: { Api: { Handler: '../api.handler' } },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_HANDLER_INVALID',
        message: /"\.\.\/api\.handler"/,
        hint: /Handler of Api/,
        where: inConfiguration,
      },
    ],
  },
  {
    name: 'an entry for a runtime that is not built',
    template: { Api: { Runtime: 'ruby3.4', Handler: 'api.handler' } },
    exit: 2,
    told: [{ code: 'LAMBDA_RUNTIME_UNSUPPORTED', message: /ruby3\.4/, hint: /directory/, where: inConfiguration }],
  },
  {
    name: 'a build value that no source can name',
    sections: { build: { environment: { 'api-url': 'x' } } },
    exit: 2,
    told: [{ code: 'PROJECT_NAME_INVALID', message: /api-url/, hint: /./, where: inConfiguration }],
    mend: { sections: { build: { environment: { API_URL: 'x' } } } },
  },
  {
    name: 'a package without a folder to write to',
    args: ['package'],
    exit: 2,
    told: [{ code: 'LAMBDA_FOLDER_UNNAMED', message: /where/, hint: /--out/ }],
  },
  {
    name: 'a folder for packages that is a file',
    args: ['package', '--out', 'api.js/out'],
    keeps: true,
    exit: 1,
    told: [{ code: 'LAMBDA_FOLDER_UNWRITABLE', message: /api\.js/, hint: /--out/ }],
  },
  {
    name: 'an image whose template declares a zip',
    functions: { Api: { image: { directory: 'image' } } },
    files: { 'image/Dockerfile': 'FROM scratch\n' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_CONTRADICTION',
        message: /builds an image, and .*template\.yaml:\d+.* declares a zip/,
        hint: /PackageType/,
        where: inConfiguration,
      },
    ],
    mend: { functions: { Api: { entry: 'api.js' } } },
  },
  {
    name: 'a zip whose template declares an image',
    template: { Api: { PackageType: 'Image', Code: { ImageUri: 'x' } } },
    exit: 2,
    told: [
      { code: 'LAMBDA_CONTRADICTION', message: /declares an image/, hint: /image\.directory/, where: inConfiguration },
    ],
  },
  {
    name: 'an image without a Dockerfile',
    functions: { Api: { image: { directory: 'image' } } },
    template: { Api: { PackageType: 'Image', Code: { ImageUri: 'x' } } },
    files: { 'image/app.js': '' },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_IMAGE_CONTEXT',
        message: /no Dockerfile .*image\/Dockerfile/,
        hint: /dockerfile/,
        where: inConfiguration,
      },
    ],
  },
  {
    name: 'an image whose folder is not there',
    functions: { Api: { image: { directory: 'imgae' } } },
    template: { Api: { PackageType: 'Image', Code: { ImageUri: 'x' } } },
    exit: 2,
    told: [{ code: 'PROJECT_PATH_MISSING', message: /imgae/, hint: /./, where: inConfiguration }],
  },
]

const setting = { code: 'LAMBDA_SETTING_INVALID', where: /^template\.yaml:\d+/ }

/** What Lambda itself would refuse of the template. */
export const settingCases: readonly BadCase[] = [
  {
    name: 'memory and timeout outside of the limits',
    template: { Api: { MemorySize: 64, Timeout: 1000 } },
    exit: 2,
    told: [
      { ...setting, message: /64.*128/, hint: /MemorySize/ },
      { ...setting, message: /1000.*900/, hint: /Timeout/ },
    ],
    mend: { template: { Api: { MemorySize: 512, Timeout: 30 } } },
  },
  {
    name: 'more temporary storage than there is',
    template: { Api: { EphemeralStorage: { Size: 20_000 } } },
    exit: 2,
    told: [{ ...setting, message: /20000.*10240/, hint: /EphemeralStorage/ }],
  },
  {
    name: 'more than five layers',
    template: {
      Api: { Layers: [1, 2, 3, 4, 5, 6].map((one) => `arn:aws:lambda:us-east-1:111111111111:layer:l${one}:1`) },
    },
    exit: 2,
    told: [{ ...setting, message: /6 layers; Lambda takes 5/, hint: /./ }],
  },
  {
    name: 'a variable that Lambda keeps for itself',
    template: { Api: { Environment: { Variables: { AWS_REGION: 'x' } } } },
    exit: 2,
    told: [{ code: 'LAMBDA_ENVIRONMENT_INVALID', message: /AWS_REGION/, hint: /rename/, where: /^template\.yaml:\d+/ }],
    mend: { template: { Api: { Environment: { Variables: { HOME_REGION: 'x' } } } } },
  },
  {
    name: 'more than 4 KB of variables',
    template: { Api: { Environment: { Variables: { RULES: 'x'.repeat(5000), SHORT: 'y' } } } },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_ENVIRONMENT_INVALID',
        message: /5\d\d\d bytes.*4096.*RULES/,
        hint: /RULES/,
        where: /^template\.yaml:\d+/,
      },
    ],
  },
  {
    name: 'a runtime that nobody has',
    template: { Api: { Runtime: 'node24' } },
    exit: 2,
    told: [{ code: 'LAMBDA_RUNTIME_UNKNOWN', message: /"node24"/, hint: /nodejs24\.x/, where: /^template\.yaml:\d+/ }],
    mend: { template: { Api: { Runtime: 'nodejs24.x' } } },
  },
  {
    name: 'a runtime whose functions AWS changes no more',
    template: { Api: { Runtime: 'nodejs12.x' } },
    exit: 2,
    told: [
      {
        code: 'LAMBDA_RUNTIME_BLOCKED',
        message: /nodejs12\.x.*since 20\d\d/,
        hint: /nodejs2\d\.x/,
        where: /^template\.yaml:\d+/,
      },
    ],
  },
]
