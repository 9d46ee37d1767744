import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { Sha256 } from '@project-utils/contract'
import { hashJson } from '@project-utils/run'

/**
 * Hash over everything of a function's configuration that decides how its code runs. Equal for `$LATEST` and a version
 * published from it; dates, states, revision, qualified ARN and the runtime's patch level, which AWS moves by itself,
 * are left out.
 */
export function configShaOf(found: FunctionConfiguration): Sha256 {
  return hashJson({
    architectures: found.Architectures ?? ['x86_64'],
    concurrency: found.CapacityProviderConfig,
    deadLetter: found.DeadLetterConfig?.TargetArn,
    description: found.Description || undefined,
    environment: found.Environment?.Variables ?? {},
    ephemeralStorage: found.EphemeralStorage?.Size ?? 512,
    fileSystems: found.FileSystemConfigs ?? [],
    handler: found.Handler,
    image: found.ImageConfigResponse?.ImageConfig,
    kmsKey: found.KMSKeyArn || undefined,
    layers: (found.Layers ?? []).map((layer) => layer.Arn),
    logging: found.LoggingConfig,
    memory: found.MemorySize,
    packageType: found.PackageType ?? 'Zip',
    role: found.Role,
    runtime: found.Runtime,
    snapStart: found.SnapStart?.ApplyOn ?? 'None',
    timeout: found.Timeout,
    tracing: found.TracingConfig?.Mode ?? 'PassThrough',
    vpc: {
      subnets: (found.VpcConfig?.SubnetIds ?? []).toSorted(),
      securityGroups: (found.VpcConfig?.SecurityGroupIds ?? []).toSorted(),
      ipv6: found.VpcConfig?.Ipv6AllowedForDualStack ?? false,
    },
  })
}
