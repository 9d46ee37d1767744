import type { Project } from '@project-utils/project'
import type { Masker } from '@project-utils/run'
import type { Template } from '@project-utils/template'

/** Tells the masker the parameters that templates mark as `NoEcho`: the values that are written, and the defaults. */
export function keepSecrets(
  { stacks }: Pick<Project, 'stacks'>,
  templates: Readonly<Record<string, Template>>,
  masker: Pick<Masker, 'add'>,
): void {
  for (const [key, { parameters }] of Object.entries(templates)) {
    for (const { name, default: given, noEcho } of Object.values(parameters)) {
      if (!noEcho) continue
      const written = stacks[key]?.parameters[name]
      if (typeof written === 'string') masker.add(written)
      if (given !== undefined) masker.add(given)
    }
  }
}
