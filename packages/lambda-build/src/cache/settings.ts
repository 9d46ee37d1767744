import { canonicalJson, type Json } from '@project-utils/contract'
import type { Settings } from '../build/job.ts'

/** Longer values are cut. */
const longest = 60

/** What differs between the settings of two builds, in a few words; undefined where nothing does. */
export function describeSettings(before: Settings, now: Settings): string | undefined {
  if (before['tool'] !== now['tool']) return `the tool changed from ${before['tool']} to ${now['tool']}`
  if (before['esbuild'] !== now['esbuild']) return `esbuild changed from ${before['esbuild']} to ${now['esbuild']}`
  const names = changedNames(before, now)
  return names.length > 0 ? `settings changed: ${names.join(', ')}` : undefined
}

/** Every setting that differs, with its values before and after. Build values are remembered as a hash only. */
export function explainSettings(before: Settings, now: Settings): readonly string[] {
  return changedNames(before, now).map((name) => {
    if (name === 'environment') return 'build.environment changed'
    const label = name === 'tool' ? 'project-lambda' : name
    return `${label} changed from ${written(before[name])} to ${written(now[name])}`
  })
}

function changedNames(before: Settings, now: Settings): readonly string[] {
  const all = new Set([...Object.keys(before), ...Object.keys(now)])
  return [...all].filter((name) => canonicalJson(before[name]) !== canonicalJson(now[name])).toSorted()
}

function written(value: Json | undefined): string {
  if (value === undefined) return 'unset'
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
