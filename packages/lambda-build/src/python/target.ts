import type { Machine } from '../artifact/machine.ts'
import type { Job } from '../build/job.ts'
import type { MakeOptions } from '../build/maker.ts'

/** What packages are installed for. */
export interface Target {
  /** Such as `3.12`. */
  readonly version: string
  readonly machine: Machine
  /** The Python that will run them, where they run on this machine. */
  readonly interpreter?: string
}

/** The Python and the machine that a job's packages are for; undefined where its runtime names no Python. */
export function targetOf({ runtime, machine }: Job, { local }: MakeOptions): Target | undefined {
  if (local?.python !== undefined) return { version: local.python.version, machine, interpreter: local.python.path }
  const [, version] = /^python(3\.\d+)$/.exec(runtime ?? '') ?? []
  return version === undefined ? undefined : { version, machine }
}

/** The glibc versions that uv knows platforms of. Source: `uv pip install --help`, 0.13. */
const uvGlibc = [17, 28, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40]

/** uv's name of the platform: the newest that the machine's glibc can run. */
export function uvPlatform({ system, architecture, libc, glibc }: Machine): string {
  const cpu = architecture === 'arm64' ? 'aarch64' : 'x86_64'
  if (system === 'darwin') return `${cpu}-apple-darwin`
  if (system === 'win32') return `${cpu}-pc-windows-msvc`
  if (libc === 'musl') return `${cpu}-unknown-linux-musl`
  const newest = uvGlibc.findLast((minor) => minor <= minorOf(glibc)) ?? 17
  return `${cpu}-manylinux_2_${newest}`
}

/**
 * pip's names of the platforms, best first. pip takes each as written, so all that the glibc can run are listed; older
 * than 2.17 are those that still have wheels.
 */
export function pipPlatforms({ architecture, glibc }: Machine): readonly string[] {
  const cpu = architecture === 'arm64' ? 'aarch64' : 'x86_64'
  const newest = minorOf(glibc)
  const platforms = Array.from({ length: newest - 16 }, (_, index) => `manylinux_2_${newest - index}_${cpu}`)
  const old = cpu === 'x86_64' ? ['manylinux2014', 'manylinux2010', 'manylinux1'] : ['manylinux2014']
  return [...platforms, ...old.map((name) => `${name}_${cpu}`)]
}

function minorOf(glibc: string | undefined): number {
  return Number(glibc?.split('.')[1] ?? 17)
}
