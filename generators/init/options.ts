// Made from generators/init/schema.json by `npm run schema-types`; do not edit.

/**
 * Add nx-workflow to this workspace: the plugin in nx.json, the package in package.json. `nx add nx-workflow` runs it.
 */
export interface InitOptions {
  /**
   * Record each run, for `nx-workflow profile`: adds the plugin `nx-workflow/records`. With Nx's daemon, each run then starts one process more.
   */
  records?: boolean;
  /**
   * Leave package.json as it is.
   */
  skipPackageJson?: boolean;
  /**
   * Accepted for `nx add`, which passes it: a version that is there always stays.
   */
  keepExistingVersions?: boolean;
}
