/** Where this environment variable is set, the run is recorded whatever nx.json says. Set by the command line alone. */
export const RECORD_THIS_RUN = 'NX_WORKFLOW_RECORD_THIS_RUN';
