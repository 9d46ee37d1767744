import { sizeOf } from '../artifact/artifact-file.ts'
import { sizeProblem, weightName } from '../artifact/size.ts'
import type { Check } from './checks.ts'

/** Refuses an artifact that is larger unpacked than Lambda takes. */
export const checkSize: Check = ({ id }, { files, weights }) => {
  const total = files.reduce((sum, file) => sum + sizeOf(file), 0)
  const all = weights ?? files.map((file) => ({ name: weightName(file.path), bytes: sizeOf(file) }))
  const problem = sizeProblem(id, total, all)
  return { problems: problem === undefined ? [] : [problem], findings: [] }
}
