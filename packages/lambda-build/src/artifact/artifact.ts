import type { CodeSha256, Manifest, Place } from '@project-utils/contract'
import type { FunctionBuild, LayerBuild } from '@project-utils/project'
import type { ArtifactLimits } from './limits.ts'
import type { Machine } from './machine.ts'

/** What the template says about a function, as far as it is known before deploying. */
export interface TemplateFunction {
  readonly runtime?: string
  readonly handler?: string
  readonly architecture?: string
  /** `Image` where the function is a container image. */
  readonly packageType?: string
  /** Logical ids of the layers of the same template. */
  readonly layers?: readonly string[]
  /** Variables by name; what is no text is not known before deploying. */
  readonly environment?: Readonly<Record<string, unknown>>
  /** Where the template declares it. */
  readonly place?: Place
  /** Where it has settings that are not all known, such as layers of other accounts. */
  readonly places?: { readonly layers?: Place }
}

/** What the template says about a layer, as far as it is known before deploying. */
export interface TemplateLayer {
  readonly runtimes?: readonly string[]
  readonly architectures?: readonly string[]
  readonly place?: Place
}

/** All functions and layers of one configuration, and where to build them. */
export interface BuildInput {
  readonly functions: readonly FunctionBuild[]
  readonly layers?: readonly LayerBuild[]
  /** Layers of the configuration that are not to be built now, and that functions find packages in all the same. */
  readonly otherLayers?: readonly LayerBuild[]
  /** By logical id. The template wins: its handler names the built file, its runtime the language level. */
  readonly template: Readonly<Record<string, TemplateFunction>>
  readonly templateLayers?: Readonly<Record<string, TemplateLayer>>
  /** The project's folder, absolute; places and reasons are told relative to it. */
  readonly root: string
  /** Folder for built artifacts; it may vanish at any time and may be shared by parallel runs. */
  readonly cache: string
  /** Build values: `process.env.X` in the source becomes the text. */
  readonly environment: Readonly<Record<string, string>>
  /** What package managers and other programs are started with: `PATH`, proxies, registries. Default: nothing. */
  readonly childEnvironment?: Readonly<Record<string, string | undefined>>
  /** The account's own limits, where they are known. Default: Lambda's usual ones. */
  readonly limits?: Partial<ArtifactLimits>
  /** Present where functions run on this machine, in the local cloud: native code is then built for it. */
  readonly local?: LocalMachine
}

/** What runs functions in the local cloud. */
export interface LocalMachine {
  readonly machine: Machine
  /** The Python that runs Python functions there, whatever their runtime: path and version, such as `3.11`. */
  readonly python?: { readonly path: string; readonly version: string }
}

/** A built function or layer: immutable bytes under the hash of their content manifest. */
export interface Artifact {
  readonly logicalId: string
  readonly type: 'function' | 'layer'
  readonly manifest: Manifest
  /** Absolute path of the zip in the cache. */
  readonly zip: string
  /** Size of the zip. */
  readonly bytes: number
  readonly codeSha256: CodeSha256
  /** True where nothing changed since an earlier build, and nothing was built. */
  readonly reused: boolean
  /** Why it was built, such as `backend/src/api.ts changed`; `unchanged` where it was not. */
  readonly why: string
}

/** An artifact that another machine built: its bytes lie in the project's bucket, and there is no zip on this one. */
export interface StoredArtifact extends Omit<Artifact, 'zip'> {
  readonly zip?: undefined
}
