import type { Session } from '@project-utils/aws'
import type { Approval, Decision, Emit, Holder, Plan, Scope } from '@project-utils/contract'
import type { LocalCloud, LocalOptions } from '@project-utils/local-cloud'
import type { Loaded, Project } from '@project-utils/project'
import type { CiApprover } from './ci-approval.ts'
import type { Invocation } from './program.ts'

/** A project as the command line chose it, the same for each of its targets, and what is declared and taken by nothing. */
export type OpenedProject = Loaded

/** What `openTarget` needs to know of a project. */
export interface Targeted extends Pick<Project, 'name' | 'environment'> {
  readonly scopes: readonly Scope[]
}

/** The one target a command works on, ready for calls. */
export interface Target {
  readonly scope: Scope
  readonly session: Session
  /** Present where the target is the local cloud; it runs. */
  readonly cloud?: LocalCloud
}

/**
 * Reads the project and the environment that `--config`, `--project`, `--env`, `--target`, `--region` and `--set` name.
 *
 * @throws ProjectError those of `loadProject`
 */
export async function openProject(invocation: Invocation): Promise<OpenedProject> {
  const { readProject } = await import('./open-project.ts')
  return await readProject(invocation)
}

/**
 * Opens the project's one target: a session with the person's credentials, or, for the local cloud, one with dummy
 * keys after finding or starting it. Progress goes to `emit`, or to stderr only where no question or act runs yet. The
 * session is closed and `--record` written when the command ends.
 *
 * @throws ProjectError `CLI_SEVERAL_TARGETS`, `CLI_RECORD_FILE`, those of `openSession` and of `local-cloud`
 */
export async function openTarget(invocation: Invocation, project: Targeted, emit?: Emit): Promise<Target> {
  const { connect } = await import('./open-target.ts')
  return await connect(invocation, project, emit)
}

/** Where the local cloud lives and what it may inherit; `AWS_ENDPOINT_URL` is used as it is where it is given. */
export async function localOptions(invocation: Pick<Invocation, 'environment' | 'cwd'>): Promise<LocalOptions> {
  const { readLocalOptions } = await import('./local-options.ts')
  return readLocalOptions(invocation.environment, invocation.cwd)
}

/** Tells who runs this command, well enough to find out later whether the process still lives. */
export async function readHolder(invocation: Invocation): Promise<Holder> {
  const { holderOf } = await import('./holder.ts')
  return holderOf(invocation)
}

/** Gives what tells whether a holder's process lives; `unknown` when it is, or was, of another machine, boot or container. */
export async function holderCheck(): Promise<(holder: Holder) => boolean | 'unknown'> {
  const { lives } = await import('./holder.ts')
  return lives
}

/**
 * Makes the `decide` of an act: shows the plan on stderr, then lets the tier, `--yes` or the person approve it. Declined
 * and nobody to ask are both undefined; `--yes` never approves a plan for a read-only environment.
 */
export function confirmDecision(
  invocation: Invocation,
): (plan: Plan, decision: Decision) => Promise<Approval | undefined> {
  return async (plan, decision) => {
    const { decideWithPerson } = await import('./decide.ts')
    return await decideWithPerson(invocation, plan, decision)
  }
}

/**
 * Makes the `decide` of an act that applies a plan from a file: as `confirmDecision`, but in a job of GitHub Actions that
 * runs in the environment of this name the plan is approved by whoever let that job run.
 */
export function approveInCi(
  invocation: Invocation,
  approver: CiApprover,
): (plan: Plan, decision: Decision) => Promise<Approval | undefined> {
  return async (plan, decision) => {
    const { decideInCi } = await import('./ci-approval.ts')
    return await decideInCi(invocation, approver)(plan, decision)
  }
}
