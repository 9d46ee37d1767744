import type { FunctionRule, Remark } from './judge-functions.ts'
import { settingLimits, usual } from './limits.ts'

interface Range {
  readonly least: number
  readonly most: number
}

/** A number that Lambda bounds. */
interface Bounded {
  readonly setting: 'memory' | 'timeout' | 'ephemeralStorage' | 'reservedConcurrency'
  readonly property: string
  readonly unit: string
  readonly limits: Range
  readonly usual?: Range & { readonly low: string; readonly high: string }
}

const bounded: readonly Bounded[] = [
  {
    setting: 'memory',
    property: 'MemorySize',
    unit: 'MB',
    limits: settingLimits.memory,
    usual: {
      ...usual.memory,
      low: 'processor time grows with memory: below 512 MB most functions are slower and no cheaper',
      high: 'above 3008 MB a function has more than two processors, which code of one thread does not use',
    },
  },
  {
    setting: 'timeout',
    property: 'Timeout',
    unit: 's',
    limits: settingLimits.timeout,
    usual: {
      ...usual.timeout,
      low: 'a cold start with a slow dependency takes longer now and then, and is cut off',
      high: '',
    },
  },
  {
    setting: 'ephemeralStorage',
    property: 'EphemeralStorage.Size',
    unit: 'MB',
    limits: settingLimits.ephemeralStorage,
  },
  {
    setting: 'reservedConcurrency',
    property: 'ReservedConcurrentExecutions',
    unit: '',
    limits: settingLimits.reservedConcurrency,
    usual: {
      ...usual.reservedConcurrency,
      low: 'with 0 the function is never run',
      high: 'an account has 1000 by default, of which 100 must stay unreserved',
    },
  },
]

const inBounds: FunctionRule = (id, settings) =>
  bounded.flatMap(({ setting, property, unit, limits, usual: range }): readonly Remark[] => {
    const value = settings[setting]
    if (value === undefined) return []
    const written = `${property} of ${id} is ${value}${unit === '' ? '' : ` ${unit}`}`
    if (!Number.isInteger(value) || value < limits.least || value > limits.most) {
      const message = `${written}; Lambda takes whole numbers from ${limits.least} to ${limits.most}`
      const fix = `set ${property} of ${id} to a whole number from ${limits.least} to ${limits.most}`
      return [{ rule: `${setting}-limit`, code: 'LAMBDA_SETTING_INVALID', message, fix, at: setting }]
    }
    if (range === undefined || (value >= range.least && value <= range.most)) return []
    const reason = value < range.least ? range.low : range.high
    return [
      {
        rule: `unusual-${setting}`,
        severity: 'warning',
        message: `${written}, outside the usual ${range.least} to ${range.most}: ${reason}`,
        fix: `set ${property} of ${id} to ${range.least} or more, up to ${range.most}, unless it was measured`,
        at: setting,
      },
    ]
  })

const architecture: FunctionRule = (id, { architecture: value, places }) => {
  if (value !== undefined && value !== 'arm64' && value !== 'x86_64') {
    const message = `Architectures of ${id} holds "${value}"; Lambda has arm64 and x86_64`
    return [
      {
        rule: 'architecture',
        code: 'LAMBDA_SETTING_INVALID',
        message,
        fix: 'write [arm64] or [x86_64]',
        at: 'architecture',
      },
    ]
  }
  if (places.architecture !== undefined) return []
  return [
    {
      rule: 'unset-architecture',
      category: 'cost',
      message: `function ${id} sets no architecture and runs on x86_64, a fifth dearer per second than arm64`,
      fix: `add "Architectures: [arm64]" to ${id}, or [x86_64] where its packages need it`,
    },
  ]
}

const concurrency: FunctionRule = (id, { places }) =>
  places.reservedConcurrency !== undefined
    ? []
    : [
        {
          rule: 'unset-concurrency',
          message: `function ${id} sets no concurrency: a flood of calls takes all that the account has, also from its neighbours`,
          fix: `add "ReservedConcurrentExecutions: 20" to ${id}, or throttle what calls it`,
        },
      ]

const layerCount: FunctionRule = (id, { layerCount: count = 0 }) =>
  count <= settingLimits.layers.most
    ? []
    : [
        {
          rule: 'layer-count',
          code: 'LAMBDA_SETTING_INVALID',
          message: `function ${id} has ${count} layers; Lambda takes ${settingLimits.layers.most}`,
          fix: `merge layers of ${id}, or pack their content with the function`,
          at: 'layers',
        },
      ]

/** Rules on what a function is given. */
export const sizeRules: readonly FunctionRule[] = [inBounds, architecture, concurrency, layerCount]
