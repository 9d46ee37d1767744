/** Paths that the example names, below its `source`. */
const paths: readonly string[] = [
  'backend/src/api.ts',
  'backend/src/votes.ts',
  'backend/migrations/1.ts',
  'backend/seed.yaml',
  'infrastructure/app.yaml',
  'frontend/index.html',
]

/** The files that the example needs beside it. */
export const houseFiles: Readonly<Record<string, string>> = Object.fromEntries(
  paths.map((path) => [`examples/fraud-or-not/${path}`, '']),
)

/** The whole YAML with every section. */
export const houseYaml: string = `# yaml-language-server: $schema=../docs/reference/project.schema.json
project: fraud-or-not
source: ../examples/fraud-or-not        # the project's repository; default: this file's folder
defaults:
  region: us-east-1
  tags: { team: trust }
  flags: { showLeaderboard: false }     # feature flags, and
  values: { votesPerDay: 20 }           # custom values: used as \${flags.x} and \${values.x} in parameters and config.json
environments:
  local:   { target: local }            # account 000000000000, tier full; --target local keeps an environment's tier and account
  dev:     { account: "111111111111", tier: full, deploy: automatic }
  staging: { account: "222222222222", tier: limited, flags: { showLeaderboard: true } }
  prod:    { account: "333333333333", tier: read-only, regions: [us-east-1, eu-west-1] }
build: { environment: { VITE_THEME: plain } }   # for builds; the same in every environment
hooks: { test: npm test, before-build: { run: npm run generate, inputs: [schema/], outputs: [src/generated/] } }
functions:                              # by logical id in the template
  ApiFunction:  { entry: backend/src/api.ts }
  VoteFunction: { entry: backend/src/votes.ts, external: [sharp] }
layers: {}
stacks:
  app:
    template: infrastructure/app.yaml
    parameters: { Environment: "\${env}", ShowLeaderboard: "\${flags.showLeaderboard}", MailFrom: "\${ssm:/fraud-or-not/\${env}/mail-from}" }
site:
  directory: frontend
  build: npm run build
  bucket: "\${outputs.app.SiteBucket}"
  distribution: "\${outputs.app.DistributionId}"
  config: { apiUrl: "\${outputs.app.ApiUrl}" }   # becomes config.json
domains: { site: fraud-or-not.example.com }
suites:
  smoke:
    - http: { get: "\${outputs.app.ApiUrl}/reports", expect: { status: 200, json: { items: array } } }
tables: { Reports: { migrations: backend/migrations, seed: backend/seed.yaml, protect: [reporterEmail] } }
identity: { github: { repository: acme/fraud-or-not, repositoryId: 123456 } }
secrets: { api-key: { generate: 32 } }
budgets: { monthly: 40 USD, alerts: [50%, 80%, forecast 100%], notify: team@example.com }
alarms: { notify: team@example.com, overrides: { ApiFunction.duration: { p95: 800ms } } }
`
