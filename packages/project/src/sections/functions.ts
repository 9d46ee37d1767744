import type { Place } from '@project-utils/contract'
import * as v from 'valibot'
import { buildArguments, type CodeSettings, codeFields, resolveCode } from '../code-fields.ts'
import { logicalId, portablePath } from '../fields.ts'
import { defineSection, type Section } from '../section.ts'

/** How a container image is built. */
export interface ImageBuild {
  /** The build's context, absolute. */
  readonly directory: string
  /** Relative to the context. Default: `Dockerfile`. */
  readonly dockerfile: string
  /** The stage to build. Default: the last. */
  readonly target?: string
  readonly arguments: Readonly<Record<string, string>>
  /** The ECR repository it is pushed to. Default: `{project}-{env}-repository`. */
  readonly repository?: string
}

/** How one function's code is built. */
export interface FunctionBuild extends CodeSettings {
  readonly logicalId: string
  /** The file that holds the handler, absolute. Default: found by the handler in `directory`. */
  readonly entry?: string
  /** False: the folder is packed as it is, with its production dependencies. Default: true. */
  readonly bundle: boolean
  readonly external: readonly string[]
  readonly format: 'cjs' | 'esm'
  readonly minify: boolean
  readonly sourceMap: boolean
  /** A module whose default export is the list of esbuild plug-ins, or a function that gives it; absolute. */
  readonly plugins?: string
  /** Absolute. Default: the nearest `tsconfig.json`. */
  readonly tsconfig?: string
  /** esbuild's loaders by extension, such as `.graphql: text`. */
  readonly loaders: Readonly<Record<string, string>>
  readonly image?: ImageBuild
  /** As in the template's `Handler`; for what no template declares. */
  readonly handler?: string
  readonly where: Place
}

export type Functions = Readonly<Record<string, FunctionBuild>>

/** esbuild's loaders that make sense in a function. Source: esbuild documentation, Content Types. */
const loaders = [
  'base64',
  'binary',
  'copy',
  'dataurl',
  'empty',
  'file',
  'js',
  'json',
  'jsx',
  'text',
  'ts',
  'tsx',
] as const

/** `functions`: by logical id in the template; what they are (runtime, memory, handler) stands in the template. */
export const functions: Section<'functions', Functions> = defineSection({
  key: 'functions',
  summary:
    'How the code of Lambda functions is built, by logical id in the template. Runtime, handler, memory, timeout and architecture stand in the template.',
  schema: v.record(
    logicalId,
    v.pipe(
      v.strictObject({
        entry: v.exactOptional(
          v.pipe(
            portablePath,
            v.description(
              'The file that holds the handler, relative to `source`: TypeScript or JavaScript is bundled, of Python its folder is packed.',
            ),
          ),
        ),
        ...codeFields,
        bundle: v.exactOptional(
          v.pipe(
            v.boolean(),
            v.description(
              'Whether the code is bundled into one file. `false` packs `directory` as it is, with its production dependencies from the lock file. Default: true for Node.js.',
            ),
          ),
        ),
        external: v.exactOptional(
          v.pipe(
            v.array(v.pipe(v.string(), v.nonEmpty('is empty'))),
            v.description(
              'Packages that are not bundled but packed as they are, with the production dependencies they need, at the versions of the lock file.',
            ),
          ),
        ),
        format: v.exactOptional(
          v.pipe(v.picklist(['cjs', 'esm']), v.description('Module format of the bundle. Default: cjs.')),
        ),
        minify: v.exactOptional(v.pipe(v.boolean(), v.description('Whether the bundle is made small. Default: true.'))),
        sourceMap: v.exactOptional(
          v.pipe(v.boolean(), v.description('Whether a source map is packed with the bundle. Default: true.')),
        ),
        plugins: v.exactOptional(
          v.pipe(
            portablePath,
            v.description(
              'A module whose default export is a list of esbuild plug-ins, or a function that gives one, relative to `source`.',
            ),
          ),
        ),
        tsconfig: v.exactOptional(
          v.pipe(portablePath, v.description('The tsconfig to build with. Default: the nearest `tsconfig.json`.')),
        ),
        loaders: v.exactOptional(
          v.pipe(
            v.record(
              v.pipe(v.string(), v.regex(/^\.[^/\\]+$/, 'must be an extension such as ".graphql"')),
              v.picklist(loaders),
            ),
            v.description(
              'How other files are imported, by extension, in the names of esbuild, such as `.graphql: text`.',
            ),
          ),
        ),
        image: v.exactOptional(
          v.pipe(
            v.strictObject({
              directory: v.pipe(portablePath, v.description("The build's context, relative to `source`.")),
              dockerfile: v.exactOptional(
                v.pipe(portablePath, v.description('Relative to `directory`. Default: Dockerfile.')),
              ),
              target: v.exactOptional(v.pipe(v.string(), v.description('The stage to build. Default: the last.'))),
              arguments: v.exactOptional(v.pipe(buildArguments, v.description('Build arguments by name.'))),
              repository: v.exactOptional(
                v.pipe(
                  v.string(),
                  v.description('The ECR repository to push to. Default: `{project}-{env}-repository`.'),
                ),
              ),
            }),
            v.description('A function that is a container image, built with the container engine of this machine.'),
          ),
        ),
        handler: v.exactOptional(
          v.pipe(v.string(), v.description('For a function that no template of the project declares: its handler.')),
        ),
      }),
      v.description('One function, by its logical id in the template.'),
    ),
  ),
  resolve: (raw = {}, context) =>
    Object.fromEntries(
      Object.entries(raw).map(([id, settings]): [string, FunctionBuild] => {
        const { image, entry, plugins, tsconfig, ...rest } = settings
        const file = (key: string, written: string | undefined): object =>
          written === undefined ? {} : { [key]: context.file([id, key]) }
        const hasSource = [image, entry, settings.directory].some((each) => each !== undefined)
        if (!hasSource) {
          context.problem([id], {
            code: 'PROJECT_KEY_MISSING',
            message: `functions.${id} says nothing about its source`,
            hint: 'set entry (the file with the handler), directory or image',
          })
        }
        if (image !== undefined && (entry !== undefined || settings.directory !== undefined)) {
          context.problem([id, 'image'], {
            code: 'PROJECT_VALUE_INVALID',
            message: `functions.${id} has both an image and ${entry === undefined ? 'a directory' : 'an entry'}`,
            hint: 'an image holds its own code: remove one of them',
          })
        }
        return [
          id,
          {
            external: [],
            format: 'cjs',
            bundle: true,
            minify: true,
            sourceMap: true,
            loaders: {},
            ...rest,
            ...resolveCode(settings, id, context),
            ...file('entry', entry),
            ...file('plugins', plugins),
            ...file('tsconfig', tsconfig),
            ...(image === undefined
              ? {}
              : {
                  image: {
                    ...image,
                    directory: context.folder([id, 'image', 'directory']),
                    dockerfile: image.dockerfile ?? 'Dockerfile',
                    arguments: Object.fromEntries(
                      Object.keys(image.arguments ?? {}).map((name) => [
                        name,
                        context.constant([id, 'image', 'arguments', name]),
                      ]),
                    ),
                  },
                }),
            logicalId: id,
            where: context.place([id]),
          },
        ]
      }),
    ),
})
