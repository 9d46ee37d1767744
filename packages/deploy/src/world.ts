import type { DesiredStack, ExistingLook, OwnedResource, PreviousTemplate, StackState } from '@project-utils/cfn'
import type { Finding, Prepared, Release, Scope, Sha256 } from '@project-utils/contract'
import type { Artifact, ImagePlan, StoredArtifact } from '@project-utils/lambda-build'
import type { Project, Text } from '@project-utils/project'
import type { Records } from '@project-utils/records'
import type { SiteBuild, SiteManifest } from '@project-utils/site'
import type { Template } from '@project-utils/template'

/** The managed alias of a function (`traffic.md`, rule 1): the stack owns it, the tool moves it. */
interface ManagedAlias {
  readonly name: string
  /** Template parameter that holds its version. */
  readonly parameter: string
}

/** A function that the project builds, and the stack that declares it. */
export interface FunctionPlace {
  readonly logicalId: string
  readonly stack: string
  /** Physical name where the template sets one. */
  readonly name?: string
  readonly alias?: ManagedAlias
  /** Logical ids of the template's own layers that it uses. */
  readonly layers?: readonly string[]
}

/** A layer that the project builds, and the stack that declares it. */
export interface LayerPlace {
  readonly logicalId: string
  readonly stack: string
}

/** What the project wants, as far as this machine knows it. */
export interface Desired {
  readonly templates: Readonly<Record<string, Template>>
  /** Of functions and layers. */
  readonly artifacts: Readonly<Record<string, Artifact | StoredArtifact>>
  readonly functions: Readonly<Record<string, FunctionPlace>>
  readonly layers: Readonly<Record<string, LayerPlace>>
  /** Functions that are container images. */
  readonly images: Readonly<Record<string, ImagePlan>>
  readonly site?: SiteBuild
  /** What the templates leave to be desired. */
  readonly findings: readonly Finding[]
  /** The stack that holds the project-utils bucket itself. */
  readonly bucketStack: DesiredStack
}

/** A stack as it is wanted, once the values it needs are known. */
export interface WantedStack {
  /** With `pending`, what can be known of it: parameters that wait for an output are left out. */
  readonly desired: DesiredStack
  /** True while it waits for outputs of a stack, or for the digest of an image, that this plan makes. */
  readonly pending: boolean
  /** Parameters as the project writes them, with what could be filled in. */
  readonly parameters: Readonly<Record<string, Text>>
  /** Stacks whose outputs it takes. */
  readonly after: readonly string[]
  /** Stacks that come first for another reason: it imports what they export, or is told to come after them. */
  readonly behind: readonly string[]
  /** Functions of it whose images this plan pushes: their digests are known only then. */
  readonly unpushed: readonly string[]
  /** True where nothing but the code of functions and layers differs from the last good release. */
  readonly codeOnly: boolean
}

/** What is there. */
export interface Actual {
  /** The newest release as it was read; `no-bucket` before the first deployment of an account. */
  readonly current: Awaited<ReturnType<Records['releases']['current']>>
  /** The last good release: what the present one is compared with. */
  readonly good?: Release
  /** False where the newest run did not end well: then nothing recorded is taken for granted. */
  readonly settled: boolean
  readonly stacks: Readonly<Record<string, StackState>>
  /** Outputs as people and checks use them: on the local cloud in the form that works everywhere. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Values of `ssm` and `secret` references, by `referenceKey`. */
  readonly references: ReadonlyMap<string, string>
  /** `repository@sha256:…` of the images that are pushed already, by logical id. */
  readonly images: Readonly<Record<string, string>>
  /** Artifacts that the bucket does not hold; only looked for where something changes. */
  readonly missing: readonly Sha256[]
  /** Which named resources of stacks to be created exist already, by stack key. */
  readonly looked: Readonly<Record<string, ExistingLook>>
  /** What stacks hold that never had a good state, by stack key. */
  readonly owned: Readonly<Record<string, readonly OwnedResource[]>>
  /** Templates in force, where only code differs: what a plan without a change set is compared with. */
  readonly previous: Readonly<Record<string, PreviousTemplate>>
  /** The site as the last good release published it. */
  readonly site?: SiteManifest
}

/** All that a plan is made from. */
export interface World {
  readonly project: Project
  readonly scope: Scope
  /** See `Workbench.selection`. */
  readonly selection: string
  readonly accept: readonly string[]
  readonly desired: Desired
  readonly wanted: Readonly<Record<string, WantedStack>>
  readonly actual: Actual
  readonly prepared: readonly Prepared[]
}
