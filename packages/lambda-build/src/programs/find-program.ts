import { accessSync, constants, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'

/** What programs are started with; a value of undefined is none. */
export type ChildEnvironment = Readonly<Record<string, string | undefined>>

/** Absolute path of a program on the `PATH` of an environment; undefined where there is none. */
export function findProgram(name: string, environment: ChildEnvironment): string | undefined {
  return programPaths(name, environment, process.platform === 'win32').find(isProgram)
}

/** Where a program may lie, in the order of the `PATH`; on Windows with each ending of `PATHEXT`. */
export function programPaths(name: string, environment: ChildEnvironment, isWindows: boolean): readonly string[] {
  const { delimiter, join } = isWindows ? win32 : posix
  const folders = (variableOf('PATH', environment, isWindows) ?? '').split(delimiter).filter((folder) => folder !== '')
  const endings = isWindows ? (variableOf('PATHEXT', environment, isWindows) ?? '.COM;.EXE;.BAT;.CMD').split(';') : ['']
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending.toLowerCase())))
}

/** Windows has variables under names of any case. */
export function variableOf(name: string, environment: ChildEnvironment, isWindows: boolean): string | undefined {
  if (!isWindows) return environment[name]
  const key = Object.keys(environment).find((each) => each.toUpperCase() === name)
  return key === undefined ? undefined : environment[key]
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
