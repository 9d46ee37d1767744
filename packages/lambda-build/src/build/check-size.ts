import { sizeOf } from '@project-utils/artifact'
import { sizeProblem, topName } from '../artifact/size.ts'
import type { Check } from './checks.ts'

/** Refuses an artifact that is larger unpacked than Lambda takes, by the sizes on the disk: nothing is read for it. */
export const checkSize: Check = ({ id, where }, { files, weights }, { limits }) => {
  const total = files.reduce((sum, file) => sum + sizeOf(file), 0)
  const all = weights ?? files.map((file) => ({ name: topName(file.path), bytes: sizeOf(file) }))
  const problem = sizeProblem(id, total, all, limits?.unzipped)
  return { problems: problem === undefined ? [] : [{ ...problem, where: { ...where, resource: id } }], findings: [] }
}
