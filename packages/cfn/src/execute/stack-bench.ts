import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { Session } from '@project-utils/aws'
import type { Context, Finding, Scope } from '@project-utils/contract'
import type { LocalCloud } from '@project-utils/local-cloud'
import type { Project, StackSettings } from '@project-utils/project'
import type { Records } from '@project-utils/records'
import type { Masker } from '@project-utils/run'
import type { Template } from '@project-utils/template'
import type { PackagedBlob } from '../package/blob.ts'
import type { ImportRequest } from './imports.ts'

/** The templates as they are sent, and the files that they point to. */
export interface StackCode {
  /** With code and local paths in the bucket, by stack key. */
  readonly templates: Readonly<Record<string, Template>>
  /** What the bucket must hold before a stack of that key changes. */
  readonly blobs: Readonly<Record<string, readonly PackagedBlob[]>>
}

/** All that the acts on stacks work with; made once a run by the command (`commands/open-bench.ts`). */
export interface StackBench {
  readonly project: Project
  /** The stacks that were chosen. */
  readonly stacks: readonly StackSettings[]
  readonly scope: Scope
  readonly session: Session
  readonly client: () => Promise<CloudFormationClient>
  readonly records: Pick<Records, 'blobs' | 'bucket' | 'releases' | 'state'>
  /** Present where the target is the local cloud. */
  readonly cloud?: LocalCloud
  /** The flags that lead the next command to the same project and target. */
  readonly selection: string
  /** Run id: part of the names of change sets. */
  readonly run: string
  readonly masker: Pick<Masker, 'add' | 'maskJson'>
  /** Logical ids and names whose risks the person accepted. */
  readonly accept: readonly string[]
  /** Resources that are there already and are to be taken into stacks. */
  readonly imports: readonly ImportRequest[]
  /** Parsed templates of all stacks of the project, by key. */
  readonly templates: Readonly<Record<string, Template>>
  /** What the templates of the chosen stacks point to, packed; once a run. */
  readonly code: (context: Pick<Context, 'signal'>) => Promise<StackCode>
  /** What was noticed in configuration and templates. */
  readonly findings: readonly Finding[]
  /** False: a stack with an operation under way is refused instead of watched to its end. */
  readonly waits: boolean
}
