import type { FunctionRule } from './judge-functions.ts'
import { stageOf } from './lifecycle.ts'

/** Where the runtime stands in its life; AWS itself decides, so what our dates do not prove is no refusal. */
export const runtimeRules: FunctionRule = (id, { runtime, packageType }, { lifecycles, now, exists }) => {
  if (runtime === undefined || packageType === 'Image') return []
  const dates = lifecycles.runtimes[runtime]
  const stage = stageOf(runtime, lifecycles, now)
  const successor = dates?.successor ?? 'a supported runtime'
  const fix = `set Runtime of ${id} to ${successor}`
  const known = `by the dates of ${lifecycles.asOf}`
  switch (stage) {
    case 'supported':
      return []
    case 'unknown': {
      if (/^(nodejs\d+\.x|python3\.\d+|ruby\d\.\d|java\d+(\.al2023)?|dotnet\d+|provided\.al\d+)$/.test(runtime)) {
        const message = `the life cycle of ${runtime}, the runtime of ${id}, is not known ${known}`
        return [
          {
            rule: 'runtime-unlisted',
            message,
            fix: 'update this tool, or state its dates under build.runtimes',
            at: 'runtime',
          },
        ]
      }
      const message = `function ${id} has the runtime "${runtime}", which is none of Lambda's`
      const near = Object.keys(lifecycles.runtimes).filter((name) => bare(name) === bare(runtime))
      const hint = `set Runtime of ${id} to ${near[0] ?? 'one of Lambda, such as nodejs24.x or python3.13'}`
      return [{ rule: 'runtime-unknown', code: 'LAMBDA_RUNTIME_UNKNOWN', message, fix: hint, at: 'runtime' }]
    }
    case 'deprecated': {
      const next = dates?.createBlocked === undefined ? '' : `; no new functions from ${dates.createBlocked}`
      const message = `${runtime}, the runtime of ${id}, gets no more security patches since ${dates?.deprecated}${next} (${known})`
      return [{ rule: 'runtime-deprecated', severity: 'warning', category: 'security', message, fix, at: 'runtime' }]
    }
    case 'create-blocked': {
      const message = `AWS makes no new functions with ${runtime}, the runtime of ${id}, since ${dates?.createBlocked} (${known})`
      if (exists?.(id) === false)
        return [{ rule: 'runtime-blocked', code: 'LAMBDA_RUNTIME_BLOCKED', message, fix, at: 'runtime' }]
      return [
        { rule: 'runtime-create-blocked', severity: 'warning', category: 'security', message, fix, at: 'runtime' },
      ]
    }
    case 'update-blocked': {
      const message = `AWS changes no functions with ${runtime}, the runtime of ${id}, since ${dates?.updateBlocked} (${known})`
      return [{ rule: 'runtime-blocked', code: 'LAMBDA_RUNTIME_BLOCKED', message, fix, at: 'runtime' }]
    }
  }
}

/** A name without what is easily left out or written otherwise: `nodejs24`, `node24.x` and `nodejs24.x` are one. */
function bare(runtime: string): string {
  return runtime
    .toLowerCase()
    .replace(/\.x$/, '')
    .replace(/^node(js)?/, 'nodejs')
    .replace(/\W/g, '')
}
