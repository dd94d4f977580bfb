/** A published version of Nx, with the matching version of @nx/devkit. */
export interface NxVersion {
  readonly nx: string;
  readonly devkit: string;
}

/** Alternately the lowest and the highest of each line. The registry has no @nx/devkit 24.0.6, so the line's only one is used. */
export const NX_VERSIONS: readonly NxVersion[] = [
  { nx: '22.0.0', devkit: '22.0.0' },
  { nx: '22.7.12', devkit: '22.7.12' },
  { nx: '23.0.0', devkit: '23.0.0' },
  { nx: '23.3.2', devkit: '23.3.2' },
  { nx: '24.0.0', devkit: '24.0.0' },
  { nx: '24.0.6', devkit: '24.0.0' },
];

/** The lowest version of each line of Node that package.json allows. */
export const LOWEST_NODES: readonly string[] = ['20.19.0', '22.12.0', '24.0.0', '26.0.0'];

export const HIGHEST_NODES: readonly string[] = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];
