import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type ChildEnvironment, findProgram } from '../programs/find-program.ts'
import type { Target } from './target.ts'
import { compareVersions } from './version.ts'

/**
 * Pythons that can read sources for a target, best first: the one that will run them, one of its version, any other.
 * pyenv's shims take some tenths of a second to find out what they stand for, or that it is not there, so their Pythons
 * are looked up.
 */
export function findPythons({ version, interpreter }: Target, environment: ChildEnvironment): readonly string[] {
  const names = [`python${version}`, 'python3', 'python']
  const found = names.flatMap((name) => findProgram(name, environment) ?? [])
  const real = found.filter((path) => !isShim(path))
  const behind = [...new Set(found.filter(isShim).map((path) => dirname(dirname(path))))].flatMap(pythonsOf)
  const exact = behind.filter((path) => basename(dirname(dirname(path))).startsWith(`${version}.`))
  const sameName = real.filter((path) => basename(path).startsWith(`python${version}`))
  return [...new Set([...(interpreter === undefined ? [] : [interpreter]), ...sameName, ...exact, ...behind, ...real])]
}

function isShim(path: string): boolean {
  return basename(dirname(path)) === 'shims'
}

/** The Pythons of version 3 that pyenv has installed, newest first. */
function pythonsOf(pyenv: string): readonly string[] {
  const folder = join(pyenv, 'versions')
  try {
    return readdirSync(folder)
      .filter((name) => /^3\.\d+\.\d+$/.test(name))
      .toSorted((a, b) => compareVersions(b, a))
      .map((name) => join(folder, name, 'bin', 'python3'))
  } catch {
    return []
  }
}
