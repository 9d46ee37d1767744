import type { StacksToValidate } from './stack-setting.ts'

/**
 * Refuses stacks whose templates AWS would refuse, as far as that is known without asking it; warnings are passed over. The
 * rules are loaded only here.
 *
 * @throws ProjectError `CFN_TEMPLATE_REFUSED` with every finding of severity error as a problem
 */
export async function judgeStacks(input: StacksToValidate): Promise<void> {
  const { templateRefusal, validateStacks } = await import('./validate-stacks.ts')
  const refusal = templateRefusal(Object.values(validateStacks(input)).flat())
  if (refusal !== undefined) throw refusal
}
