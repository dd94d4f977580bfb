/** The order of evaluation, and the values that need a buffer. */

interface Lowered {
  id: string;
  in: Record<string, unknown>;
  out: Record<string, unknown>;
  stores: unknown[];
}
interface Read {
  pattern?: {
    order: string[];
    steps: { loop: boolean; nodes: Lowered[] }[];
    scratch: { name: string; size: string }[];
  };
}
const { readPattern } = require('./pattern.js') as { readPattern: (spec: object) => Read };

const OUTPUT = { type: 'Output', inputs: { color: 'colour' } };
const spec = (nodes: Record<string, unknown>): object => ({
  id: 'x',
  name: 'X',
  family: 'prism',
  symmetry: 'none',
  nodes,
});

const wave = { type: 'Sin', inputs: { angle: 'angle' } };
const angle = { type: 'Mul', inputs: { factors: ['led.x', '$speed'] } };

test('the order follows dependencies, not names or positions in the spec', () => {
  const { pattern } = readPattern(
    spec({
      output: OUTPUT,
      colour: { type: 'Palette', inputs: { palette: 0, position: 'wave' } },
      wave,
      angle,
      led: { type: 'Led' },
    }),
  );
  expect(pattern?.order).toEqual(['param_speed', 'led', 'angle', 'wave', 'colour', 'output']);
});

test('a row is complete and stored before a node reads all of it', () => {
  const { pattern } = readPattern(
    spec({
      led: { type: 'Led' },
      wave: { type: 'Sin', inputs: { angle: 'led.x' } },
      moved: { type: 'Lookup', inputs: { source: 'wave', at: 'led.fold' } },
      bright: { type: 'Greater', inputs: { a: 'wave', b: 0 } },
      light: { type: 'Select', inputs: { condition: 'bright', then: 'moved', otherwise: 'wave' } },
      colour: { type: 'Palette', inputs: { palette: 0, position: 'led.x', brightness: 'light' } },
      output: OUTPUT,
    }),
  );
  expect(pattern?.steps.map(({ loop, nodes }) => [loop, nodes.map(({ id }) => id)])).toEqual([
    [true, ['led', 'wave', 'bright']],
    [true, ['moved', 'light', 'colour', 'output']],
  ]);
  expect(pattern?.scratch.map(({ name, size }) => `${name} ${size}`)).toEqual([
    'led_x_buffer 160',
    'led_fold_buffer 160',
    'wave_buffer 160',
    'bright_buffer 160',
  ]);
  expect(pattern?.steps[0]?.nodes[2]?.stores).toEqual([{ target: 'bright_buffer[i]', value: 'bright ? 1.0 : 0.0' }]);
  expect(pattern?.steps[1]?.nodes[1]?.in).toEqual({
    condition: '(bright_buffer[i] >= 0.5)',
    then: 'moved',
    otherwise: 'wave_buffer[i]',
  });
});

test('a computed list has a buffer; a list of the audio snapshot has none', () => {
  const { pattern } = readPattern(
    spec({
      tempo: { type: 'AudioTempo' },
      peaks: { type: 'BeatPeaks', inputs: { magnitude: 'tempo.magnitude', phase: 'tempo.phase' } },
      most: { type: 'Reduce', inputs: { source: 'peaks' }, params: { op: 'max' } },
      led: { type: 'Led' },
      colour: { type: 'Palette', inputs: { palette: 0, position: 'led.x', brightness: 'most' } },
      output: OUTPUT,
    }),
  );
  expect(pattern?.scratch).toEqual([{ name: 'peaks_buffer', size: '192' }]);
  const [tempo, peaks, most] = pattern?.steps[0]?.nodes ?? [];
  expect(tempo?.out).toEqual({ magnitude: 'tempo_magnitude', phase: 'tempo_phase' });
  expect(peaks?.out).toEqual({ peaks: { data: 'peaks_buffer', length: '192' } });
  expect(most?.in).toEqual({ source: { data: 'peaks_buffer', length: '192' } });
});
