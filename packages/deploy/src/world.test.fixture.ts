import { absentStack, desireStack, type StackState } from '@project-utils/cfn'
import type { Release, Scope } from '@project-utils/contract'
import type { Artifact } from '@project-utils/lambda-build'
import type { Project } from '@project-utils/project'
import type { SiteManifest } from '@project-utils/site'
import { parseTemplate } from '@project-utils/template'
import { hashConfig } from './site-config.ts'
import type { Actual, World } from './world.ts'

const text = `
Parameters:
  ApiVersion: { Type: String, Default: $LATEST }
Resources:
  ApiFunction:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: p-dev-api, Code: ./backend, Handler: api.handler, Runtime: nodejs22.x, Role: r }
  ApiLive:
    Type: AWS::Lambda::Alias
    Properties: { FunctionName: !Ref ApiFunction, FunctionVersion: !Ref ApiVersion, Name: live }
`

export const scope: Scope = {
  project: 'p',
  environment: 'dev',
  tier: 'full',
  account: '111111111111',
  region: 'us-east-1',
}

export const artifact: Artifact = {
  logicalId: 'ApiFunction',
  type: 'function',
  manifest: { sha256: 'a'.repeat(64), entries: [] },
  zip: '/cache/a.zip',
  bytes: 100,
  codeSha256: 'code-a',
  reused: false,
  why: 'first build',
}

const manifest: SiteManifest = {
  sha256: 'b'.repeat(64),
  files: [
    file('assets/app-12345678.js', 'asset', 'public, max-age=31536000, immutable'),
    file('index.html', 'entry', 'no-cache'),
  ],
}

function file(key: string, phase: 'asset' | 'entry', cacheControl: string): SiteManifest['files'][number] {
  return { key, phase, cacheControl, size: 1, sha256: 'c'.repeat(64), contentType: 'text/plain' }
}

const template = parseTemplate(text, 'app.yaml')

const desired = desireStack({
  key: 'app',
  name: 'p-dev-app',
  template,
  code: { ApiFunction: { bucket: 'b', key: `p/blobs/sha256/${artifact.manifest.sha256}` } },
  parameters: {},
  tags: {},
})

const emptySuite = {
  setup: [],
  steps: [],
  cleanup: [],
  parallel: 1,
  tiers: ['full', 'limited', 'read-only'],
  deploy: true,
  where: {},
}

const project = {
  name: 'p',
  environment: 'dev',
  tier: 'full',
  root: '/p',
  scopes: [scope],
  hooks: { test: { run: 'npm test', inputs: [], outputs: [] } },
  functions: {},
  stacks: {
    app: {
      ...{ key: 'app', name: 'p-dev-app', template: 'app.yaml', parameters: {}, where: {} },
      ...{ tags: {}, after: [], topics: [], rollback: true, mode: 'standard' },
    },
  },
  site: { directory: '/p/site', bucket: 'site-bucket', distribution: 'D1', config: { apiUrl: 'https://api' } },
  suites: { gate: emptySuite, smoke: emptySuite },
} as unknown as Project

/** An environment that was never deployed. */
export function emptyWorld(change: Partial<Actual> = {}): World {
  return {
    project,
    scope,
    selection: '--project p --env dev',
    accept: [],
    desired: {
      templates: { app: template },
      artifacts: { ApiFunction: artifact },
      functions: {
        ApiFunction: {
          logicalId: 'ApiFunction',
          stack: 'app',
          name: 'p-dev-api',
          alias: { name: 'live', parameter: 'ApiVersion' },
        },
      },
      layers: {},
      images: {},
      site: { directory: '/p/site/dist', manifest, reused: true, why: '', findings: [] },
      findings: [],
      bucketStack: desireStack({
        key: 'bucket',
        name: 'bucket-stack',
        template: parseTemplate('{"Resources":{"Bucket":{"Type":"AWS::S3::Bucket"}}}', 'bucket'),
        code: {},
        parameters: {},
        tags: {},
      }),
    },
    wanted: { app: { desired, parameters: {}, after: [], behind: [], unpushed: [], codeOnly: false, pending: false } },
    actual: {
      current: 'no-bucket',
      settled: true,
      stacks: { app: absentStack('p-dev-app') },
      outputs: {},
      references: new Map(),
      images: {},
      missing: [artifact.manifest.sha256],
      looked: {},
      owned: {},
      previous: {},
      ...change,
    },
    prepared: [],
  }
}

const state: StackState = {
  ...absentStack('p-dev-app'),
  status: 'CREATE_COMPLETE',
  arn: 'arn:aws:cloudformation:us-east-1:111111111111:stack/p-dev-app/1',
  updatedAt: '2026-11-21T00:00:00.000Z',
}

/** An environment that is as its last good release left it. */
export function deployedWorld(change: Partial<Actual> = {}, released: Partial<Release> = {}): World {
  const world = emptyWorld()
  const good: Release = {
    v: 1,
    id: 'r1',
    seq: 1,
    run: 'r1',
    outcome: 'succeeded',
    startedAt: '',
    actor: 'me',
    toolVersion: '0',
    fingerprint: '',
    stacks: {
      app: {
        name: 'p-dev-app',
        arn: state.arn ?? '',
        digest: desired.digest,
        templateSha: desired.templateSha,
        templateKey: '',
        parameters: {},
        updatedAt: state.updatedAt ?? '',
        outputs: {},
      },
    },
    functions: {
      ApiFunction: {
        name: 'p-dev-api',
        mode: 'gated',
        manifest: artifact.manifest.sha256,
        codeSha256: artifact.codeSha256,
        alias: 'live',
        version: '1',
      },
    },
    site: { bucket: 'site-bucket', manifest: manifest.sha256, manifestKey: 'm', config: hashConfig(world) },
    checks: [],
    steps: [],
    ...released,
  }
  const latest = { id: 'r1', seq: 1, run: 'r1', outcome: 'succeeded' } as const
  return emptyWorld({
    current: { value: { v: 1, latest, good }, etag: 'e' },
    good,
    stacks: { app: state },
    missing: [],
    site: manifest,
    ...change,
  })
}
