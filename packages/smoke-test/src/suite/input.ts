import { ProjectError, type Scope } from '@project-utils/contract'
import type { Suite, SuiteStep } from '@project-utils/project'
import type { Masker } from '@project-utils/run'
import type { StepWorld } from '../step-kind.ts'

/** What of a suite is run; all but the checks may be left out. */
export interface SuiteParts extends Partial<Pick<Suite, 'setup' | 'cleanup' | 'parallel' | 'tiers' | 'where'>> {
  /** With their references filled, but for `${captured.…}`; a step with another one fails unsent. */
  readonly steps: readonly SuiteStep[]
}

/** A suite to run, and what it is run with. */
export interface SuiteInput extends SuiteParts {
  readonly name: string
  readonly environment: Scope
  /** Gives the SDK client of a class, mostly the session's `client`; without it no step reaches AWS. */
  readonly client?: StepWorld['client']
  /** Physical function names by logical id. */
  readonly functions?: Readonly<Record<string, string>>
  /** Versions to check before they get traffic, by logical id; makes the suite a gate. */
  readonly versions?: Readonly<Record<string, string>>
  /** All resources of the project's stacks by logical id. */
  readonly resources?: StepWorld['resources']
  /** Names of the project's stacks by their keys. */
  readonly stacks?: StepWorld['stacks']
  readonly fetch?: typeof fetch
  /** What child processes are started with. Default: nothing. */
  readonly childEnvironment?: Readonly<Record<string, string>>
  /** Folder that commands run in and files are read from. Default: `.` */
  readonly folder?: string
  /** Folder for screenshots and the like; absolute. */
  readonly artifacts?: string
  /** Learns the secrets that steps come to know; the result is masked by it. Default: one of the suite's own, which masks events, too. */
  readonly masker?: Pick<Masker, 'add' | 'maskJson'>
  /** Step of the event stream that the suite is part of. */
  readonly parent?: string
}

/** What the steps of a suite are run with. */
export function worldOf(input: SuiteInput): Omit<StepWorld, 'label' | 'share'> {
  const { environment, artifacts, masker } = input
  return {
    client: input.client ?? noClient,
    functions: input.functions ?? {},
    versions: input.versions ?? {},
    resources: input.resources ?? {},
    stacks: input.stacks ?? {},
    fetch: input.fetch ?? fetch,
    environment,
    account: environment.account,
    region: environment.region,
    begun: Date.now(),
    captured: {},
    local: environment.local === true,
    childEnvironment: input.childEnvironment ?? {},
    folder: input.folder ?? '.',
    ...(artifacts === undefined ? {} : { artifacts }),
    keepSecret: (secret) => masker?.add(secret),
    holdsSecret: (text) => masker !== undefined && masker.maskJson(text) !== text,
  }
}

function noClient(): never {
  throw new ProjectError('SMOKE_NO_SESSION', 'the step needs an AWS account, and the suite is run without one')
}
