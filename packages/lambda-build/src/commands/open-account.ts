import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import { holderCheck, type Invocation, openTarget, readHolder, selectionOf, type Target } from '@project-utils/cli'
import type { Holder } from '@project-utils/contract'
import { openRecords, type Records } from '@project-utils/records'
import { functionNames } from '../publish/names.ts'
import type { OpenedBuild } from './open-build.ts'

/** The account that a command works on. */
export interface Account extends Target {
  readonly records: Records
  readonly holder: Holder
  /** Loaded at the first call. */
  readonly lambda: () => Promise<LambdaClient>
  /** Physical names of declared functions by logical id; what is not deployed is missing, unless its name is fixed. */
  readonly names: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** The flags that lead the next command to the same project and target. */
  readonly selection: string
}

/** Opens the one target of a project and its records. */
export async function openAccount(invocation: Invocation, { project, declared }: OpenedBuild): Promise<Account> {
  const [target, holder, isAlive] = await Promise.all([
    openTarget(invocation, project),
    readHolder(invocation),
    holderCheck(),
  ])
  const { session, scope } = target
  const { S3Client } = await import('@aws-sdk/client-s3')
  const cloudFormation = async (): Promise<CloudFormationClient> =>
    session.client((await import('@aws-sdk/client-cloudformation')).CloudFormationClient)
  return {
    ...target,
    holder,
    records: openRecords({ s3: session.client(S3Client), scope, now: () => new Date(), isAlive }),
    lambda: async () => session.client((await import('../sdk.ts')).LambdaClient),
    names: (ids) => {
      const known = ids.map((id) => declared.functions[id]).filter((one) => one !== undefined)
      return functionNames(known, cloudFormation)
    },
    selection: selectionOf(invocation.flags, project),
  }
}
