const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference'
const guide = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide'

/** A page of CloudFormation's template reference, such as `intrinsic-function-reference-ref`. */
export function referencePage(name: string): string {
  return `${reference}/${name}.html`
}

/** A page of CloudFormation's user guide, such as `parameters-section-structure`. */
export function guidePage(name: string): string {
  return `${guide}/${name}.html`
}

/** CloudFormation's page of quotas. */
export const quotasPage: string = guidePage('cloudformation-limits')
