/** With this environment variable a run is recorded, whatever nx.json says. `nx-workflow profile record` sets it. */
export const RECORD_THIS_RUN = 'NX_WORKFLOW_RECORD_THIS_RUN';
