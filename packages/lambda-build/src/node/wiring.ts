import { basename } from 'node:path/posix'
import type { Finding } from '@project-utils/contract'
import type { ArtifactFile } from '../artifact/artifact-file.ts'

/** What stands between the handler's name and `.js` in the file that holds the code, where a source map goes with it. */
export const bundleSuffix = '.bundle'

/**
 * The file that the handler names, where a source map goes with the bundle. It turns source maps on and then loads the
 * bundle: Node.js reads the map of a file only when they are on before the file is loaded, so the bundle cannot do it for
 * itself, and `NODE_OPTIONS` would need the template.
 *
 * @param names what the bundle exports; undefined where that is not known, in which case an ES module cannot turn maps on
 */
export function wiringFile(path: string, names: readonly string[] | undefined): ArtifactFile {
  const isModule = path.endsWith('.mjs')
  const bundle = `./${basename(path).replace(/\.(m?js)$/, `${bundleSuffix}.$1`)}`
  const lines = isModule ? moduleLines(bundle, names) : [...enable, `module.exports = require('${bundle}')`]
  return { path, content: Buffer.from(`${lines.join('\n')}\n`) }
}

/** What to do where the bundle's names are not known, so that source maps cannot be turned on before it is loaded. */
export function wiringFindings(id: string, path: string, names: readonly string[] | undefined): readonly Finding[] {
  if (names !== undefined || !path.endsWith('.mjs')) return []
  return [
    {
      rule: 'lambda/source-map-unused',
      category: 'build',
      severity: 'warning',
      message: `${id}: stacks will not name the sources, since the entry passes on whatever another package exports`,
      fix: `set NODE_OPTIONS: --enable-source-maps under Environment.Variables of ${id} in the template, or name what is exported`,
      where: { resource: id },
    },
  ]
}

const enable: readonly string[] = ['process.setSourceMapsEnabled && process.setSourceMapsEnabled(true)']

function moduleLines(bundle: string, names: readonly string[] | undefined): readonly string[] {
  if (names === undefined) return [`export * from '${bundle}'`]
  const taken = names.map((name, index) => `${JSON.stringify(name)}: e${index}`).join(', ')
  const given = names.map((name, index) => `e${index} as ${isWord(name) ? name : JSON.stringify(name)}`).join(', ')
  return [...enable, `const { ${taken} } = await import('${bundle}')`, `export { ${given} }`]
}

function isWord(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name)
}
