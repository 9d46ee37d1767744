import { resolve } from 'node:path'
import type { Finding } from '@project-utils/contract'
import type { Message } from 'esbuild'
import { readManifest } from '../install/manifest.ts'
import type { ExternalImport } from './external-imports.ts'
import { packageName } from './messages.ts'

/**
 * Packages that esbuild did not find and that the package which asks for them does without: its manifest calls them
 * optional, or does not name them and they are asked for only when a line is reached.
 */
export function optionalImports(errors: readonly Message[], root: string): readonly string[] {
  const names = errors.flatMap(({ text, location }) => {
    const [, path = ''] = /^Could not resolve "([^"./][^"]*)"/.exec(text) ?? []
    if (path === '' || location === null) return []
    const [folder] = /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(resolve(root, location.file)) ?? []
    const name = packageName(path)
    const isLate = /\b(require|import)\s*\(/.test(location.lineText)
    return folder !== undefined && doesWithout(folder, name, isLate) ? [name] : []
  })
  return [...new Set(names)].sort()
}

/** Tells which of these packages a bundle asks for. */
export function optionalFindings(
  functionId: string,
  external: readonly ExternalImport[],
  names: readonly string[],
): readonly Finding[] {
  const asked = names.filter((name) => external.some((each) => packageName(each.name) === name))
  if (asked.length === 0) return []
  return [
    {
      rule: 'lambda/optional-package',
      category: 'build',
      severity: 'info',
      message: `${functionId}: left out, since the packages that ask for them do without: ${asked.join(', ')}`,
      fix: `npm install those that the function needs`,
      where: { resource: functionId },
    },
  ]
}

function doesWithout(folder: string, name: string, isLate: boolean): boolean {
  const manifest = readManifest(folder)
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest
  if (name in optionalDependencies || peerDependenciesMeta[name]?.optional === true) return true
  return isLate && !(name in dependencies) && !(name in peerDependencies)
}
