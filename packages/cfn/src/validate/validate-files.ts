import { resolve } from 'node:path'
import { openSchemas } from '@project-utils/template'
import {
  neededCapabilities,
  resolveIn,
  type ValidationSetting,
  validateTemplate,
} from '@project-utils/template/validate'
import { includeReader } from '../state/include-reader.ts'
import { templateOpener } from './open-templates.ts'
import { countsOf, type Validated, wanted } from './validate-project.ts'

/** Validates templates by themselves, each file once; a folder of `cwd` is left out of their names. */
export function validateFiles(files: readonly string[], cwd: string, setting: ValidationSetting): Validated {
  const open = templateOpener(cwd)
  const schemas = openSchemas()
  const all = [...new Set(files.map((file) => resolve(cwd, file)))].map((path) => {
    const { file, template, bytes, problems } = open(path)
    const own = { ...setting, bytes, readFile: includeReader(path) }
    const findings = template === undefined ? [] : validateTemplate(template, { schemas, setting: own })
    const needed = template === undefined ? [] : neededCapabilities({ template, resolved: resolveIn(template, own) })
    const capabilities = wanted(new Set(needed.map(({ capability }) => capability)))
    const row = { template: file, stacks: '', environments: '', ...countsOf(findings, problems), capabilities }
    return { row, findings, problems }
  })
  return {
    rows: all.map(({ row }) => row),
    findings: all.flatMap(({ findings }) => findings),
    problems: all.flatMap(({ problems }) => problems),
  }
}
