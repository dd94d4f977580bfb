import type { RunProfile } from '../run-profile';
export function profileHtml(p: RunProfile): string {
  return p.run.id;
}
