import type { Reporter } from '@project-utils/cli'
import type { Json } from '@project-utils/contract'
import { formatEventLine, formatFindings, formatPlan, formatProblems, formatResult } from '@project-utils/report'

/** The texts of this program: those of all, with sizes and hashes in a form for people. */
export const reporter: Reporter = {
  formatResult: (envelope, form) => formatResult({ ...envelope, data: forPeople(envelope.data) }, form),
  formatEventLine,
  formatFindings,
  formatPlan,
  formatProblems,
}

const sizes = /^(bytes|size|zipSize|before|after)$|Limit$|^storageUsed$/
const hashes = /^(manifest|codeSha256)$/

/** Data as people read it: sizes with their unit, hashes by their beginning, and no path into the cache. */
function forPeople(data: Json): Json {
  if (Array.isArray(data)) return data.map(forPeople)
  if (typeof data !== 'object' || data === null) return data
  const entries = Object.entries(data).flatMap(([key, value]): [string, Json][] => {
    if (value === undefined || key === 'zip' || key === 'reused' || key === 'entries') return []
    if (typeof value === 'number' && sizes.test(key)) return [[key, formatSize(value)]]
    if (typeof value === 'string' && hashes.test(key)) return [[key, value.slice(0, 12)]]
    return [[key, forPeople(value)]]
  })
  return Object.fromEntries(entries)
}

function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const [value, unit] =
    bytes < 1024 ** 2 ? [bytes / 1024, 'KB'] : bytes < 1024 ** 3 ? [bytes / 1024 ** 2, 'MB'] : [bytes / 1024 ** 3, 'GB']
  return `${value.toFixed(1)} ${unit}`
}
