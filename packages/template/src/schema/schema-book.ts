/** The published schemas of resource types, loaded by type when first asked for. */
export interface SchemaBook {
  /** Undefined where nobody published one. */
  schemaOf(type: string): unknown
}
