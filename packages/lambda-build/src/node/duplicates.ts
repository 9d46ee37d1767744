import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Finding } from '@project-utils/contract'
import { formatSize, weightName } from '../artifact/size.ts'

/** Smaller waste than this many bytes is not worth a sentence. */
const worthSaying = 100 * 1024

/**
 * Packages that stand in one bundle in two or more versions, where that wastes more than 100 KB.
 *
 * @param inputs bytes in the bundle by the source's path, relative to `root`
 */
export function findDuplicates(
  functionId: string,
  inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>,
  root: string,
): readonly Finding[] {
  const copies = new Map<string, Map<string, number>>()
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const name = weightName(path)
    if (name === path) continue
    const folder = path.slice(0, path.lastIndexOf(`node_modules/${name}`) + `node_modules/${name}`.length)
    const folders = copies.get(name) ?? new Map<string, number>()
    copies.set(name, folders.set(folder, (folders.get(folder) ?? 0) + bytesInOutput))
  }
  return [...copies].flatMap(([name, folders]) => {
    const [largest = 0, ...others] = [...folders.values()].sort((a, b) => b - a)
    const wasted = others.reduce((sum, bytes) => sum + bytes, 0)
    if (wasted < worthSaying || largest === 0) return []
    const list = [...folders].map(([folder, bytes]) => `${versionIn(resolve(root, folder))} (${formatSize(bytes)})`)
    return {
      rule: 'lambda/duplicate-package',
      category: 'build',
      severity: 'info',
      message: `${functionId}: the bundle holds ${name} ${folders.size} times: ${list.sort().join(', ')}`,
      fix: `npm dedupe, or bring what needs ${name} to versions that agree on it (npm explain ${name})`,
      where: { resource: functionId },
    } as const
  })
}

function versionIn(folder: string): string {
  try {
    const manifest: { readonly version?: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return manifest.version ?? 'of no version'
  } catch {
    return 'of no version'
  }
}
