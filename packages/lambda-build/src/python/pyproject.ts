import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { noRequirements, type Requirements, requirementsProblem } from './requirements.ts'
import { isPinned } from './requirements-file.ts'

interface Manifest {
  readonly project?: { readonly dependencies?: readonly string[]; readonly dynamic?: readonly string[] }
  readonly tool?: { readonly poetry?: { readonly dependencies?: Readonly<Record<string, unknown>> } }
}

/**
 * The packages of a `pyproject.toml` that has no lock: those of PEP 621 as they are written, each of them unpinned;
 * Poetry's own way of writing them needs its lock. Undefined where it names none.
 */
export function readPyproject(file: string): Requirements | undefined {
  const { project, tool }: Manifest = parse(readFileSync(file, 'utf8'))
  const inputs = [file]
  const own = Object.keys(tool?.poetry?.dependencies ?? {}).filter((name) => name !== 'python')
  if (own.length > 0 && project?.dependencies === undefined) {
    const problem = requirementsProblem(file, `its packages (${own.join(', ')}) have no lock`, 'poetry lock')
    return { ...noRequirements, inputs, problems: [problem] }
  }
  const lines = project?.dependencies ?? []
  if (lines.length === 0) return undefined
  const unpinned = lines.filter((line) => !isPinned(line))
  return { ...noRequirements, lines, unpinned, complete: false, inputs }
}
