/**
 * What AWS says, each wording with what shows it. `recorded` stands for the snapshots in https://github.com/localstack/localstack,
 * tests/aws/services/cloudformation, which its authors recorded from AWS; `labelled` for the public reports behind the failure
 * examples that the fixtures of `cfn` are made from; `moto` and `MiniStack` for the sources of moto 5.2.5 and MiniStack 1.5.33,
 * which imitate AWS. Where no report of the wording was found, that is said, and the rule behind it is named: a test asserts on
 * code and state there, not on the words.
 */
const list = (ids: string): string => `[${ids}]`

/** Refusals of a call, and reasons in events, by what they are about. */
export const words = {
  /** moto, exceptions.py; MiniStack, handlers.py: DescribeStacks */
  noStackWithId: (name: string): string => `Stack with id ${name} does not exist`,
  /** MiniStack, handlers.py: UpdateStack, DescribeStackEvents, CreateChangeSet */
  noStack: (name: string): string => `Stack [${name}] does not exist`,
  /** In the form of `createdAgain`, which quotes AWS; AlreadyExistsException of the SDK's model */
  stackExists: (name: string): string => `Stack [${name}] already exists`,
  /** https://github.com/bitovi/bitops/issues/128, https://github.com/rails-lambda/lamby/issues/132 (labelled) */
  notUpdatable: (id: string, status: string): string => `Stack:${id} is in ${status} state and can not be updated.`,
  /** https://github.com/aws/aws-toolkit-azure-devops/issues/317 */
  notDeletable: (name: string, status: string): string => `Stack [${name}] cannot be deleted while in status ${status}`,
  /** https://github.com/runs-on/runs-on/issues/489, UpdateStack */
  noUpdates: 'No updates are to be performed.',
  /** https://github.com/realestate-com-au/stackup/issues/49 (labelled) */
  noChanges: "The submitted information didn't contain changes. Submit different information to create a change set.",
  /** https://github.com/localstack/localstack, test_changesets.py, which quotes AWS */
  createdAgain: (name: string, changeSet: string): string =>
    `Stack [${name}] already exists and cannot be created again with the changeSet [${changeSet}].`,
  /** MiniStack, changesets.py; AlreadyExistsException of the SDK's model */
  changeSetExists: (name: string): string => `ChangeSet [${name}] already exists`,
  /** MiniStack, changesets.py; ChangeSetNotFound of the SDK's model */
  noChangeSet: (name: string): string => `ChangeSet [${name}] does not exist`,
  /** https://github.com/aws/amazon-chime-sdk-js/issues/1089 */
  notExecutable: (id: string, status: string): string =>
    `ChangeSet [${id}] cannot be executed in its current execution status of [${status}]`,
  /** https://github.com/saksdirect/nova/issues/10 */
  stillMade: (id: string, status: string): string =>
    `ChangeSet [${id}] cannot be executed in its current status of [${status}]`,
  /** https://github.com/aws/aws-cdk/issues/26182 */
  changeSetBusy: 'An operation on this ChangeSet is currently in progress.  Please attempt this operation again later.',
  /** https://github.com/aws/copilot-cli/pull/5046 */
  notCancellable: 'CancelUpdateStack cannot be called from current stack status',
  /** ContinueUpdateRollback; a test of this refusal in the sources of https://github.com/floci-io/floci */
  notContinuable: 'RollbackUpdatedStack cannot be called from current stack status',
  /** No report found: in the form of the two before */
  notRollable: 'RollbackStack cannot be called from current stack status',
  /** No report found; the rule: ResourcesToSkip of the SDK's model: only those whose rollback failed */
  notSkippable: (ids: string): string =>
    `The following resource(s) cannot be skipped because their rollback did not fail: ${list(ids)}`,
  /** DeleteStack; the same words in the sources of https://github.com/Corymbia/eucalyptus, a cloud with this API */
  notRetainable: (id: string): string =>
    `Invalid operation on stack [${id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
  /** https://github.com/rebuy-de/aws-nuke/issues/270 */
  retainsDeleted:
    'The specified resources to retain must be in a valid state. Do not specify resources that are in the DELETE_COMPLETE state.',
  /** A third party's recording, quoted in https://github.com/ministackorg/ministack, handlers.py */
  notForcible: (id: string): string =>
    `Invalid operation on stack [${id}]. You can activate DeletionMode FORCE_DELETE_STACK in a delete stack operation only when the stack is in the DELETE_FAILED state.`,
  /** MiniStack, handlers.py; https://github.com/floci-io/floci, its sources */
  isProtected: (id: string): string => `Stack [${id}] cannot be deleted while TerminationProtection is enabled`,
  /** No report found; the rule: "Protecting a stack from being deleted" in the user guide: nested stacks follow their root */
  protectsNested: (id: string): string =>
    `Stack [${id}] is a nested stack; set termination protection on its root stack`,
  /** MiniStack, handlers.py; InsufficientCapabilitiesException of the SDK's model */
  capabilities: (names: string): string => `Requires capabilities : ${list(names)}`,
  /** ClientRequestToken of the SDK's model, TokenAlreadyExistsException: "A client request token already exists." */
  tokenExists: 'A client request token already exists.',
  /** https://github.com/cloudnative/lambda-chat/pull/25 (labelled) */
  unresolved: (ids: string): string =>
    `Template format error: Unresolved resource dependencies ${list(ids)} in the Resources block of the template`,
  /** https://github.com/aws/serverless-application-model/issues/258 */
  loop: (ids: string): string => `Circular dependency between resources: ${list(ids)}`,
  /** moto, MiniStack, handlers.py */
  noResources: 'Template format error: At least one Resources member must be defined.',
  /** recorded: api/test_stacks.snapshot.json, test_linting_error_during_creation */
  badResource: 'Template format error: Any Resources member must be an object.',
  /** https://github.com/aws/aws-cli/issues/2684 */
  unknownTypes: (types: string): string => `Template format error: Unrecognized resource types: ${list(types)}`,
  /** https://github.com/bridgecrewio/checkov/issues/2965, for how such messages begin */
  malformed: (why: string): string => `Template format error: ${why}`,
  /** https://github.com/boto/botocore/issues/2598 */
  noValues: (names: string): string => `Parameters: ${list(names)} must have values`,
  /** https://github.com/aws-samples/amazon-ec2-image-builder-samples/issues/18 */
  noParameters: (names: string): string => `Parameters: ${list(names)} do not exist in the template`,
  /** No report found; the rule: AllowedValues, "Parameters" in the user guide */
  notAllowed: (name: string): string => `Parameter '${name}' must be one of AllowedValues`,
  /** https://github.com/webdigi/AWS-VPN-Server-Setup/issues/87 (labelled) */
  importsWithoutPolicy: (ids: string): string =>
    `The following resources to import ${list(ids)} must have DeletionPolicy attribute specified in the template.`,
  /** MiniStack, changesets.py */
  nothingToImport: 'Must Provide at least one resource to import',
  /** No report found; the rule: importing in the user guide: nothing else may change */
  importTouches: (ids: string): string =>
    `You have modified resources ${list(ids)} in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`,
  /** recorded: api/test_stack_policies.snapshot.json */
  badPolicy: 'Error validating stack policy: Invalid stack policy',
  /** recorded: api/test_stack_policies.snapshot.json */
  twoPolicies: 'You cannot specify both StackPolicyURL and StackPolicyBody',
  /** No report found; the rule: OnStackFailure of the SDK's model excludes DisableRollback */
  twoFailures: 'DisableRollback and OnStackFailure cannot be specified together',
  /** MiniStack, handlers.py */
  notImported: (name: string): string => `Export '${name}' is not imported by any stack.`,
  /** No report found; the rule: InvalidAction, "Common errors" in the API reference */
  noAction: (action: string): string => `Could not find operation ${action} for version 2010-05-15`,
} as const

/** Reasons in events. */
export const reasons = {
  /** All recorded events; a shell of a change set has it too (recorded: test_change_set_values.snapshot.json) */
  begun: 'User Initiated',
  /** recorded: test_change_set_values.snapshot.json */
  initiated: 'Resource creation Initiated',
  /** https://github.com/aws-solutions/amazon-marketing-cloud-uploader-from-aws/issues/167 (labelled) */
  createCancelled: 'Resource creation cancelled',
  /** No report found; in the form of the one before, and https://github.com/localstack/localstack, tests of stack policies */
  updateCancelled: 'Resource update cancelled',
  /** https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/241 (labelled) */
  createRolledBack: (failed: string): string => `${failed}Rollback requested by user.`,
  /** No report found; in the form of the one before; the rule: OnFailure of the SDK's model */
  createDeleted: (failed: string): string => `${failed}Delete requested by user.`,
  /** https://github.com/convox/rack/issues/2941, https://github.com/serverless/serverless/issues/8040 (labelled) */
  failed: (verb: 'create' | 'update' | 'delete' | 'import', ids: string): string =>
    ids === '' ? '' : `The following resource(s) failed to ${verb}: ${list(ids)}. `,
  /** MiniStack, stacks.py */
  replacing: 'Requested update requires the creation of a new physical resource; hence creating one.',
  /** https://github.com/convox/rack/issues/2941 (labelled) */
  customNamed: (name: string): string =>
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`,
  /** https://github.com/anomalyco/sst/issues/977 */
  replacesPaused: 'Replacement type updates not supported on stack with disable-rollback.',
  /** https://github.com/aws-solutions/amazon-marketing-cloud-uploader-from-aws/issues/167 (labelled) */
  exists: (type: string, name: string): string =>
    `Resource handler returned message: "Resource of type '${type}' with identifier '${name}' already exists." (RequestToken: 7f3c1a2e-4b5d-9c11-0d2a-51e7aa90c3f4, HandlerErrorCode: AlreadyExists)`,
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_OperationEvent.html (labelled, ex-28) */
  validation: (names: string): string =>
    `The following hook(s)/validation failed: ${list(names)}. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`,
  /** the same */
  nameTaken: (type: string, name: string): string =>
    `Resource of type '${type}' with identifier '${name}' already exists.`,
  /** https://github.com/aws/aws-cdk-cli/pull/1198 (labelled) */
  hook: (type: string): string => `The following hook(s) failed: [${type}]`,
  /** https://github.com/anomalyco/sst/issues/787 (labelled), https://github.com/boto/boto3/issues/4192 */
  exportDeleted: (name: string, users: string): string =>
    `Export ${name} cannot be deleted as it is in use by ${users}`,
  /** https://github.com/linz/geostore/issues/630 */
  exportUpdated: (name: string, users: string): string =>
    `Export ${name} cannot be updated as it is in use by ${users}`,
  /** No report found; the rule: "export names must be unique within a Region", Outputs in the user guide */
  exportTaken: (name: string, owner: string): string =>
    `Export with name ${name} is already exported by stack ${owner}`,
  /** moto, exceptions.py */
  noExport: (name: string): string => `No export named ${name} found`,
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html; the words in public logs */
  policy: (statement: string, action: string, id: string): string =>
    `Action denied by stack policy: Statement [#${statement}] does not allow [${action}] for resource [LogicalResourceId/${id}];`,
  /** the same page: where a policy is set, what no statement allows is denied */
  policySilent: (action: string, id: string): string =>
    `Action denied by stack policy: No statement allows [${action}] for resource [LogicalResourceId/${id}];`,
  /** https://github.com/aws-quickstart/quickstart-tableau-server/issues/25 (labelled) */
  nestedCreate: (id: string, why: string): string => `Embedded stack ${id} was not successfully created: ${why}`,
  /** No report found; in the form of the one before */
  nestedUpdate: (id: string, why: string): string => `Embedded stack ${id} was not successfully updated. ${why}`,
  /** No report found; in the form of the one for creations */
  nestedDelete: (id: string, why: string): string => `Embedded stack ${id} was not successfully deleted: ${why}`,
  /** https://github.com/aws-samples/aws-s3-nosql-offloading-blog/issues/4 (labelled), for what S3 says of a missing key */
  noTemplate: 'S3 error: The specified key does not exist.',
  /** ContinueUpdateRollback of the SDK's model: skipped resources become UPDATE_COMPLETE */
  skipped: 'Resource update skipped during rollback',
  /** No report found; the rule: importing in the user guide */
  importing: 'Resource import started.',
  imported: 'Resource import completed.',
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html: no such resource */
  notThere: (type: string, id: string): string =>
    `Resource of type '${type}' with identifier '${id}' was not found. (HandlerErrorCode: NotFound)`,
} as const
