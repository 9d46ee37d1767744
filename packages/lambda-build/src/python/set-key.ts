import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { hashJson } from '@project-utils/run'
import type { Requirements } from './requirements.ts'
import { requirementName } from './requirements-file.ts'
import { type Target, uvPlatform } from './target.ts'

/** The wheels that a project brings itself. */
export function localWheels({ lines, options }: Requirements): readonly string[] {
  const named = lines.flatMap((line) => /^\S+\.whl(?=\s|$)/.exec(line)?.[0] ?? [])
  const folders = options.flatMap(([name, value]) => (name === '--find-links' && value !== undefined ? [value] : []))
  const linked = folders.filter(isFolder).flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  const required = new Set(lines.map(requirementName))
  const found = linked.filter((wheel) => required.has(requirementName(basename(wheel).split('-')[0] ?? '')))
  return [...named, ...found].filter((wheel) => wheel.endsWith('.whl') && existsSync(wheel))
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** The key of a set: what decides which files it has. Local wheels count by their content, a folder of wheels by names, sizes and dates. */
export function keyOf({ lines, constraints, options, complete }: Requirements, target: Target): string {
  const { version, machine, interpreter } = target
  const wheels = lines.filter((line) => line.endsWith('.whl') && existsSync(line))
  const folders = options.flatMap(([name, value]) => (name === '--find-links' && value !== undefined ? [value] : []))
  return hashJson({
    v: 1,
    lines,
    constraints,
    options: options.map(([name, value]) => [name, value ?? null]),
    complete,
    version,
    platform: uvPlatform(machine),
    interpreter: interpreter ?? null,
    wheels: wheels.map((wheel) => createHash('sha256').update(readFileSync(wheel)).digest('hex')),
    links: folders.map(namesIn),
  })
}

function namesIn(folder: string): readonly (readonly [string, number, number])[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder)
    .toSorted()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name))
      return [name, size, mtimeMs] as const
    })
}
