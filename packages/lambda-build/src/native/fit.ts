import type { Machine } from '../artifact/machine.ts'
import type { Binary } from './binary.ts'
import { compareVersions } from './elf.ts'

const formats = { linux: 'elf', darwin: 'mach-o', win32: 'pe' } as const
const systems = { elf: 'Linux', 'mach-o': 'macOS', pe: 'Windows' } as const

/** Whether machine code is of the kind that the machine's system loads at all, whatever its processor. */
export function isOfSystem(binary: Binary, machine: Machine): boolean {
  return binary.format === 'damaged' || binary.format === formats[machine.system]
}

/** Why machine code does not run on a machine, as in `is for arm64`; undefined where it does. */
export function misfit(binary: Binary, machine: Machine): string | undefined {
  if (binary.format === 'damaged') return 'is cut off or damaged'
  const architectures = binary.format === 'elf' ? [binary.architecture] : binary.architectures
  if (!isOfSystem(binary, machine) || !architectures.includes(machine.architecture))
    return `is for ${systems[binary.format]} on ${architectures.join(' and ')}`
  if (binary.format !== 'elf') return undefined
  if (binary.libc !== undefined && machine.libc !== undefined && binary.libc !== machine.libc)
    return `is for ${binary.libc}`
  if (binary.glibc !== undefined && machine.glibc !== undefined && compareVersions(binary.glibc, machine.glibc) > 0)
    return `asks for glibc ${binary.glibc}`
  return undefined
}

/** A machine in words, such as `Linux on arm64 with glibc 2.34`. */
export function describeMachine({ system, architecture, libc, glibc }: Machine): string {
  const name = systems[formats[system]]
  return `${name} on ${architecture}${libc === undefined ? '' : ` with ${libc}${glibc === undefined ? '' : ` ${glibc}`}`}`
}
