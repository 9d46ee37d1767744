import * as v from 'valibot'
import { environmentVariable, portablePath, scalar } from './fields.ts'
import type { SectionContext } from './section.ts'

/** What functions and layers have in common: which files they are made of. */
export interface CodeSettings {
  /** The folder that is packed, absolute. */
  readonly directory?: string
  /** The file that names the Python packages, absolute. Default: found in `directory`. */
  readonly requirements?: string
  /** Folders that are packed beside the code, each under its own name; absolute. */
  readonly shared: readonly string[]
  /** Further files and folders, as patterns relative to `source`. */
  readonly include: readonly string[]
  /** Patterns of files that are left out, besides `.lambdaignore`. */
  readonly exclude: readonly string[]
  /** Files that look like secrets and are packed all the same. */
  readonly allow: readonly string[]
  readonly runtime?: string
  readonly architecture?: 'arm64' | 'x86_64'
}

type Optional<T> = v.ExactOptionalSchema<v.GenericSchema<T>, undefined>

const patterns = v.array(v.pipe(v.string(), v.nonEmpty('is empty')))

/** Build arguments by name. */
export const buildArguments: v.GenericSchema<Record<string, string | number | boolean>> = v.record(
  environmentVariable,
  scalar,
)

/** The keys that functions and layers share. */
export const codeFields: {
  readonly [key in 'directory' | 'requirements' | 'runtime']: Optional<string>
} & {
  readonly [key in 'shared' | 'include' | 'exclude' | 'allow']: Optional<string[]>
} & { readonly architecture: Optional<'arm64' | 'x86_64'> } = {
  directory: v.exactOptional(v.pipe(portablePath, v.description('The folder that is packed, relative to `source`.'))),
  requirements: v.exactOptional(
    v.pipe(
      portablePath,
      v.description(
        'The file that names the Python packages: requirements.txt, uv.lock or poetry.lock, relative to `source`. `none`: there are none, whatever lock lies above. Default: found in the folder of the code.',
      ),
    ),
  ),
  shared: v.exactOptional(
    v.pipe(
      v.array(portablePath),
      v.description('Folders that are packed beside the code, each under its own name, relative to `source`.'),
    ),
  ),
  include: v.exactOptional(
    v.pipe(
      patterns,
      v.description(
        'Further files to pack, as patterns relative to the folder of the code (that of the nearest `package.json` for a bundle), such as `templates/**`.',
      ),
    ),
  ),
  exclude: v.exactOptional(
    v.pipe(
      patterns,
      v.description('Files to leave out, as patterns like those of `.lambdaignore`, such as `**/*.test.js`.'),
    ),
  ),
  allow: v.exactOptional(
    v.pipe(
      v.array(portablePath),
      v.description('Files that look like secrets and are packed all the same, by their path inside the artifact.'),
    ),
  ),
  runtime: v.exactOptional(
    v.pipe(v.string(), v.description('For what no template of the project declares: its runtime, such as nodejs24.x.')),
  ),
  architecture: v.exactOptional(
    v.pipe(
      v.picklist(['arm64', 'x86_64']),
      v.description(
        'For what no template of the project declares: its architecture. Default: x86_64, as in a template.',
      ),
    ),
  ),
}

/** The written form of these keys. */
interface Written {
  readonly directory?: string
  readonly requirements?: string
  readonly shared?: readonly string[]
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly allow?: readonly string[]
}

/** Makes the paths absolute and the lists complete. */
export function resolveCode(
  written: Written,
  id: string,
  context: SectionContext,
): Pick<CodeSettings, 'directory' | 'requirements' | 'shared' | 'include' | 'exclude' | 'allow'> {
  const { directory, requirements, shared = [], include = [], exclude = [], allow = [] } = written
  return {
    ...(directory === undefined ? {} : { directory: context.folder([id, 'directory']) }),
    ...(requirements === undefined
      ? {}
      : { requirements: requirements === 'none' ? requirements : context.file([id, 'requirements']) }),
    shared: shared.map((_, index) => context.folder([id, 'shared', index])),
    include,
    exclude,
    allow,
  }
}
