import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ProjectError } from '@project-utils/contract'
import type { SiteSource } from './site-source.ts'

const usual: readonly string[] = ['dist', 'build', 'out']
const viteConfig = /^vite\.config\.(js|ts|mjs|mts|cjs|cts)$/

/**
 * The folder that the build writes to, as far as it can be told before building: the site's `output`; without a build
 * command the site's folder itself; what Vite's configuration says literally, else its default `dist`. Undefined where
 * only the build itself will show it.
 *
 * @throws ProjectError `SITE_OUTPUT_UNKNOWN` when Vite's configuration computes it
 */
export async function declaredOutput(site: SiteSource): Promise<string | undefined> {
  if (site.output !== undefined) return resolve(site.directory, site.output)
  if (site.build === undefined) return site.directory
  const name = (await readdir(site.directory)).find((file) => viteConfig.test(file))
  if (name === undefined) return undefined
  const text = withoutComments(await readFile(join(site.directory, name), 'utf8'))
  const root = /\broot\s*:\s*(['"`])([^'"`$]+)\1/.exec(text)?.[2] ?? '.'
  if (!/\boutDir\b/.test(text)) return resolve(site.directory, root, 'dist')
  const literal = /\boutDir\s*:\s*(['"`])([^'"`$]+)\1/.exec(text)?.[2]
  if (literal === undefined) throw unknown(site, `${name} computes its outDir`)
  return resolve(site.directory, root, literal)
}

/** The usual folders that a build of unknown kind may write to, absolute. */
export function usualOutputs(site: SiteSource): readonly string[] {
  return usual.map((name) => join(site.directory, name))
}

/**
 * Finds the folder that a build has written to among the usual ones. Where there are several, the one that was changed
 * since the build began (milliseconds since 1970).
 *
 * @throws ProjectError `SITE_NO_OUTPUT`, `SITE_OUTPUT_UNKNOWN`
 */
export async function findOutput(site: SiteSource, begun: number): Promise<string> {
  const candidates: { readonly folder: string; readonly changed: number }[] = []
  for (const folder of usualOutputs(site)) {
    const names = await readdir(folder).catch((): readonly string[] => [])
    if (names.length > 0) candidates.push({ folder, changed: await newest(folder) })
  }
  const [first, ...others] = candidates
  if (first === undefined) {
    throw new ProjectError('SITE_NO_OUTPUT', `the build of ${site.directory} left none of ${usual.join(', ')}`, {
      hint: "name the folder that it writes to as the site's `output`",
      ...(site.where === undefined ? {} : { where: site.where }),
    })
  }
  if (others.length === 0) return first.folder
  const [written, ...more] = candidates.filter(({ changed }) => changed >= begun)
  if (written !== undefined && more.length === 0) return written.folder
  throw unknown(site, `the build may have written to ${candidates.map(({ folder }) => folder).join(' or ')}`)
}

async function newest(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.ctimeMs
  const inside = await Promise.all((await readdir(path)).map((name) => newest(join(path, name))))
  return Math.max(found.ctimeMs, ...inside)
}

function unknown(site: SiteSource, reason: string): ProjectError {
  return new ProjectError('SITE_OUTPUT_UNKNOWN', `which folder to publish cannot be told: ${reason}`, {
    hint: "name it as the site's `output`",
    ...(site.where === undefined ? {} : { where: site.where }),
  })
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}
