// Made from generators/init/schema.json by `npm run schema-types`; do not edit.

/**
 * Add nx-workflow to this workspace: the plugin in nx.json, the package in package.json. `nx add nx-workflow` runs it.
 */
export interface InitOptions {
  /**
   * Record each run for `nx-workflow profile`, by one more process.
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
