/** The first command to run after the plugin is set up in a workspace without a workflow. */
export const FIRST_STEP = 'npx nx g nx-workflow:workflow <name>';
