import type { Problem } from '@project-utils/contract'
import { limits } from './limits.ts'

/** How much a source file, a package or a copied file puts into an artifact. */
export interface Weight {
  readonly name: string
  readonly bytes: number
}

/** Refuses an artifact over Lambda's limit, with the ten heaviest things in it; undefined where it fits. */
export function sizeProblem(
  logicalId: string,
  bytes: number,
  weights: readonly Weight[],
  limit: number = limits.unzipped,
): Problem | undefined {
  if (bytes <= limit) return undefined
  const heaviest = addUp(weights).slice(0, 10)
  const list = heaviest.map((weight) => `${weight.name} ${formatSize(weight.bytes)}`).join(', ')
  return {
    code: 'LAMBDA_TOO_LARGE',
    message: `${logicalId} has ${formatSize(bytes)} unpacked, ${formatSize(limit)} are allowed; heaviest: ${list}`,
    hint: `make ${heaviest[0]?.name ?? 'the artifact'} smaller, or leave it out`,
    where: { resource: logicalId },
  }
}

/** The package a path belongs to, or the path itself where it is the project's own. */
export function weightName(path: string): string {
  if (!path.includes('node_modules/')) return path
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
  return name ?? path
}

/**
 * What a packed file is counted towards: its package in `node_modules`, else the folder it lies in at the top, which is
 * the package for Python. The inner layout of a layer is no folder of its own.
 */
export function topName(path: string): string {
  const name = weightName(path)
  if (name !== path) return name
  const [, inner = path] = /^(?:python(?:\/lib\/[^/]+\/site-packages)?|nodejs|lib|bin)\/(.*\/.*)$/.exec(path) ?? []
  return inner.replace(/(?<=[^/])\/.*$/, '/')
}

function addUp(weights: readonly Weight[]): readonly Weight[] {
  const sums = new Map<string, number>()
  for (const { name, bytes } of weights) sums.set(name, (sums.get(name) ?? 0) + bytes)
  return [...sums]
    .map(([name, bytes]) => ({ name, bytes }))
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
}

/** Bytes as a person reads them. */
export function formatSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
