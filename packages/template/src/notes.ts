import type { Template } from './template.ts'
import type { TemplatePath } from './value.ts'

/** Something a template holds that cannot be seen whole before its transforms run, or that they are known to bring. */
export interface Note {
  readonly kind: 'transform' | 'loop' | 'include' | 'module'
  /** `error`: AWS would refuse it. */
  readonly severity: 'error' | 'info'
  readonly message: string
  /** In the expanded template. */
  readonly path: TemplatePath
}

/** The macro of the Serverless Application Model. */
export const serverlessTransform = 'AWS::Serverless-2016-10-31'

/** The macro of the language extensions. */
export const extensionsTransform = 'AWS::LanguageExtensions'

/** What the template's transforms and modules leave open. */
export function transformNotes(template: Template): readonly Note[] {
  const notes = template.transforms.flatMap((name): Note[] => {
    if (name === extensionsTransform || name === 'AWS::Include') return []
    const message =
      name === serverlessTransform
        ? 'SAM is looked at before its transform: what it generates is known by name and type only'
        : `what the transform ${name} makes of the template is not known before it runs`
    return [{ kind: 'transform', severity: 'info', message, path: ['Transform'] }]
  })
  const modules = Object.values(template.resources).flatMap(({ logicalId, type }): Note[] => {
    if (!type.endsWith('::MODULE')) return []
    const message = `what the module ${type} holds is not known before it is deployed`
    return [{ kind: 'module', severity: 'info', message, path: ['Resources', logicalId, 'Type'] }]
  })
  return [...notes, ...modules]
}
