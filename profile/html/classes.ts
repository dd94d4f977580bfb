import type { TaskProfile } from '../task-profile';

/** CSS classes of a task in the timeline, the graph and the list. */
export function taskClasses({ status, critical }: TaskProfile): string {
  const look = status === 'local-cache' || status === 'remote-cache' ? 'cached' : status;
  return critical ? `${look} critical` : look;
}
