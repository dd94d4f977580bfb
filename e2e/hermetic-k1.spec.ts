import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepositoryClone } from './support/remote-cache-clone';

interface Graph {
  readonly graph: {
    readonly nodes: Readonly<
      Record<string, { readonly data: { readonly targets?: Readonly<Record<string, { readonly cache?: boolean }>> } }>
    >;
  };
  readonly tasks: {
    readonly tasks: Readonly<Record<string, { readonly target: { project: string; target: string } }>>;
  };
}

const long = process.env['NX_WORKFLOW_TEST_LONG'] ? it : it.skip;

long(
  'K1: every cached task is hermetic',
  async () => {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), 'nx-workflow-k1-hermetic-')));
    try {
      const clone = new RepositoryClone(join(parent, 'clone'));
      expect(await clone.nx(['run', 'k1-node1:workflow'])).toMatchObject({ code: 0 });
      const file = join(parent, 'graph.json');
      await clone.nx(['run', 'k1-node1:workflow', `--graph=${file}`]);
      const { graph, tasks } = JSON.parse(readFileSync(file, 'utf8')) as Graph;
      const cached = Object.entries(tasks.tasks).filter(
        ([, { target }]) => graph.nodes[target.project]?.data.targets?.[target.target]?.cache === true,
      );
      // One family is enough, since the others have the same tasks and inputs.
      const chosen = cached.filter(([id]) => !/^k1-(?!node1|language|dot-family)/.test(id)).map(([id]) => id);
      expect(chosen.length).toBeGreaterThan(30);
      const found: string[] = [];
      for (const id of chosen) {
        const { code, stdout, stderr } = await clone.cli(['validate', '--hermetic', id]);
        if (code !== 0) found.push(`${stdout}${stderr}`);
      }
      console.log(`${chosen.length} tasks, ${found.length} of them not hermetic`);
      expect(found.join('\n')).toBe('');
    } finally {
      rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
    }
  },
  3_000_000,
);
