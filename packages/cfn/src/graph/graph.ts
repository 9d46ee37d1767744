/** How one thing of a graph refers to another. */
export type EdgeKind = 'Ref' | 'GetAtt' | 'Sub' | 'DependsOn' | 'ImportValue' | 'Output'

/** A resource; or an output that is no resource's, or an export of another project. */
export interface GraphNode {
  readonly id: string
  /** Key of its stack; empty for what no stack of the project has. */
  readonly stack: string
  readonly label: string
  /** Such as `AWS::S3::Bucket`; `Output` or `Export` for what is no resource. */
  readonly type: string
}

/** All references from one node to another. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly kinds: readonly EdgeKind[]
  /** Attributes, outputs and exports that are asked for. */
  readonly details: readonly string[]
}

/** The stacks of a project, what is in them and what refers to what. */
export interface Graph {
  readonly stacks: readonly { readonly key: string; readonly name: string }[]
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

/** A type in few letters: `S3 Bucket` for `AWS::S3::Bucket`. */
export function shortType(type: string): string {
  return type.replace(/^AWS::/, '').replaceAll('::', ' ')
}
