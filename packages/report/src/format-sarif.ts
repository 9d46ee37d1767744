import type { Finding, Place, Problem, Severity } from '@project-utils/contract'

/** A rule as a SARIF log describes it. */
export interface SarifRule {
  readonly id: string
  readonly summary: string
  readonly severity: Severity
  readonly category: string
  /** Public address of the page the rule stands on. */
  readonly source: string
}

/** What a SARIF log is made of. */
export interface SarifInput {
  readonly tool: { readonly name: string; readonly version: string }
  /** Those that may occur; only the ones that did are described. */
  readonly rules: readonly SarifRule[]
  readonly findings: readonly Finding[]
  /** What kept the tool from looking; told as errors with their code as the rule. */
  readonly problems: readonly Problem[]
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
}

/**
 * Findings as a SARIF 2.1.0 log, as code scanners take it. Files are told as they stand in the places, relative to the
 * folder the tool ran in. Source: OASIS SARIF 2.1.0.
 */
export function formatSarif({ tool, rules, findings, problems }: SarifInput): string {
  const results = [...problems.map(resultOfProblem), ...findings.map(resultOfFinding)]
  const ids = [...new Set(results.map(({ ruleId }) => ruleId))]
  const described = ids.map((id) => descriptorOf(id, rules))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, semanticVersion: tool.version, rules: described } },
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => ({ ...result, ruleIndex: ids.indexOf(result.ruleId) })),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

interface Result {
  readonly ruleId: string
  readonly level: 'error' | 'warning' | 'note'
  readonly message: { readonly text: string }
  readonly locations: readonly unknown[]
  readonly partialFingerprints: Readonly<Record<string, string>>
}

function resultOfFinding({ rule, severity, message, where, fix }: Finding): Result {
  return resultOf(rule, levels[severity], message, where, fix)
}

function resultOfProblem({ code, message, hint, where }: Problem): Result {
  return resultOf(code, 'error', message, where, hint)
}

function resultOf(
  ruleId: string,
  level: Result['level'],
  text: string,
  where: Place | undefined,
  fix: string | undefined,
): Result {
  return {
    ruleId,
    level,
    message: { text: fix === undefined ? text : `${text}\nFix: ${fix}` },
    locations: where?.file === undefined ? [] : [locationOf(where, where.file)],
    // Lines move; what a finding is about stays.
    partialFingerprints: { 'place/v1': [ruleId, where?.file ?? '', ...(where?.path ?? []), text].join('|') },
  }
}

function locationOf({ line, column, resource }: Place, file: string): unknown {
  const uri = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
  const region =
    line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }
  return {
    physicalLocation: { artifactLocation: { uri }, ...region },
    ...(resource === undefined ? {} : { logicalLocations: [{ name: resource, kind: 'resource' }] }),
  }
}

function descriptorOf(id: string, rules: readonly SarifRule[]): unknown {
  const rule = rules.find((one) => one.id === id)
  if (rule === undefined) return { id }
  return {
    id,
    shortDescription: { text: rule.summary },
    helpUri: rule.source.split(' ')[0],
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { category: rule.category },
  }
}
