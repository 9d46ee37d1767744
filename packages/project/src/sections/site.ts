import type { Place } from '@project-utils/contract'
import * as v from 'valibot'
import { command, portablePath, scalar, text } from '../fields.ts'
import { referencesOf, type Text } from '../reference.ts'
import { defineSection, type Section } from '../section.ts'

/** A static site. */
export interface SiteSettings {
  /** Where the site's source lies and its build command runs; absolute. */
  readonly directory: string
  /** Absent where the directory is published as it is. */
  readonly build?: string
  /** The folder that the build fills, relative to `directory`. */
  readonly output?: string
  readonly bucket: Text
  /** CloudFront distribution id, where there is one. */
  readonly distribution?: Text
  /** Becomes `config.json`. */
  readonly config: Readonly<Record<string, Text | number | boolean>>
  readonly where: Place
}

/** `site`: static files to S3, optionally behind CloudFront. */
export const site: Section<'site', SiteSettings | undefined> = defineSection({
  key: 'site',
  summary:
    'A static site, published to S3 and, where there is one, a CloudFront distribution. Its files are free of environment values: those reach the page through `config.json`, written from `config` at publishing.',
  schema: v.strictObject({
    directory: v.pipe(
      portablePath,
      v.description('Folder of the site, relative to `source`; the build command runs in it.'),
    ),
    build: v.exactOptional(
      v.pipe(command, v.description('Command that builds the site. Without one, the folder is published as it is.')),
    ),
    output: v.exactOptional(
      v.pipe(portablePath, v.description('Folder that the build fills, relative to `directory`, such as `dist`.')),
    ),
    bucket: v.pipe(text, v.description('The bucket that holds the site, mostly `${outputs.stack.Output}`.')),
    distribution: v.exactOptional(
      v.pipe(text, v.description('Id of the CloudFront distribution before it, mostly `${outputs.stack.Output}`.')),
    ),
    config: v.exactOptional(
      v.pipe(
        v.record(v.string(), scalar),
        v.description(
          'What the page may know about its environment; becomes `config.json`. A value that is one reference to a flag or number keeps its type.',
        ),
      ),
    ),
  }),
  resolve: (raw, context) => {
    if (raw === undefined) return undefined
    const { build, output } = raw
    if (output?.split('/').includes('..') === true) {
      context.problem(['output'], {
        code: 'PROJECT_PATH_INVALID',
        message: 'site.output leaves site.directory',
        hint: 'name a folder inside it, such as "dist"',
      })
    }
    const config = Object.entries(raw.config ?? {}).map(([name]) => [name, context.scalar(['config', name])] as const)
    for (const [name, value] of config) {
      if (!referencesOf(value).some(({ kind }) => kind === 'secret')) continue
      context.problem(['config', name], {
        code: 'PROJECT_REFERENCE_MISPLACED',
        message: `site.config.${name} would publish a secret: everybody can read config.json`,
        hint: 'remove it; let a function use the secret instead',
      })
    }
    return {
      directory: context.folder(['directory']),
      ...(build === undefined ? {} : { build }),
      ...(output === undefined ? {} : { output }),
      bucket: context.text(['bucket']),
      ...(raw.distribution === undefined ? {} : { distribution: context.text(['distribution']) }),
      config: Object.fromEntries(config),
      where: context.place(),
    }
  },
})
