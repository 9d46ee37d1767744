import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { holderCheck, type Invocation, openTarget, readHolder, selectionOf, type Target } from '@project-utils/cli'
import type { Emit, Holder } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import { openRecords, type Records } from '@project-utils/records'

/** The account that a command works on: the project's one target, its records, and who works there. */
export interface Account extends Target {
  readonly records: Records
  readonly holder: Holder
  /** Loaded at the first call; always the same client. */
  readonly client: () => Promise<CloudFormationClient>
  /** The flags that lead the next command to the same project and target. */
  readonly selection: string
}

/**
 * Opens the one target of a project. What the start of the local cloud tells goes to `emit`; default: the screen.
 *
 * @throws ProjectError those of `openTarget`
 */
export async function openAccount(invocation: Invocation, project: Project, emit?: Emit): Promise<Account> {
  const [target, holder, isAlive, { S3Client }] = await Promise.all([
    openTarget(invocation, project, emit),
    readHolder(invocation),
    holderCheck(),
    import('../clients/s3.ts'),
  ])
  const { session, scope } = target
  return {
    ...target,
    holder,
    records: openRecords({ s3: session.client(S3Client), scope, now: () => new Date(), isAlive }),
    client: async () => session.client((await import('../sdk.ts')).CloudFormationClient),
    selection: selectionOf(invocation.flags, project),
  }
}
