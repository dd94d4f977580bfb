/** Invalid specs, each with its exact message, pointer and hint. */

interface Read {
  pattern?: {
    order: string[];
    nodes: { id: string; type: string; reads: string[]; remembers: string[] }[];
    kept: object[];
  };
  problems: { pointer: string; message: string; hint?: string }[];
}
const { readPattern } = require('./pattern.js') as { readPattern: (spec: object) => Read };

const OUTPUT = { type: 'Output', inputs: { color: 'colour' } };
const PALETTE = { type: 'Palette', inputs: { palette: '$palette_id', position: 'led.x' } };
const GOOD = { led: { type: 'Led' }, colour: PALETTE, output: OUTPUT };

const spec = (nodes: Record<string, unknown>): object => ({
  id: 'x',
  name: 'X',
  family: 'prism',
  symmetry: 'none',
  nodes,
});

function problems(nodes: Record<string, unknown>): string[] {
  return readPattern(spec(nodes)).problems.map(
    ({ pointer, message, hint }) => `${pointer}: ${message}${hint ? ` (${hint})` : ''}`,
  );
}

test('the smallest pattern is valid', () => {
  expect(problems(GOOD)).toEqual([]);
});

const node = (type: string, inputs: object = {}, params: object = {}): object => ({ type, inputs, params });
/** A graph with `wave` as its output. */
const shown = (wave: object, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...GOOD,
  wave,
  ...more,
  colour: node('Palette', { palette: '$palette_id', position: 'wave', brightness: 'led.x' }),
});

test.each<[string, Record<string, unknown>, string[]]>([
  [
    'unknown type',
    shown(node('Sinn', { angle: 'led.x' })),
    ['/nodes/wave/type: there is no node type "Sinn" (did you mean "Sin"?)'],
  ],
  [
    'a parameter as a node',
    shown(node('Parameter', {}, { name: 'speed' })),
    ['/nodes/wave/type: there is no node type "Parameter" (write $name where the parameter is read)'],
  ],
  [
    'unknown input',
    shown(node('Sin', { angel: 'led.x' })),
    [
      '/nodes/wave/inputs/angel: "wave" (Sin) has no input "angel" (did you mean "angle"?)',
      '/nodes/wave: input "angle" of "wave" (Sin) is required',
    ],
  ],
  ['missing input', shown(node('Sin')), ['/nodes/wave: input "angle" of "wave" (Sin) is required']],
  [
    'unknown setting',
    shown(node('Sin', { angle: 'led.x' }, { units: 'turns' })),
    ['/nodes/wave/params/units: "wave" (Sin) has no parameter "units" (did you mean "unit"?)'],
  ],
  [
    'setting of another value',
    shown(node('Sin', { angle: 'led.x' }, { unit: 'turn' })),
    [
      '/nodes/wave/params/unit: parameter "unit" of "wave" (Sin) takes radians, turns, not "turn" (did you mean "turns"?)',
    ],
  ],
  [
    'setting out of range',
    shown(node('Noise', { x: 'led.x', y: 0 }, { seed: -1 })),
    ['/nodes/wave/params/seed: parameter "seed" of "wave" (Noise) takes 0 to 2147483647, not -1'],
  ],
  [
    'input out of range',
    { ...GOOD, colour: node('Palette', { palette: 33, position: 'led.x' }) },
    ['/nodes/colour/inputs/palette: input "palette" of "colour" (Palette) takes 0 to 32, not 33'],
  ],
  [
    'setting of another length',
    shown(node('WeightedSum', { terms: ['led.x', 1] }, { weights: [1] })),
    ['/nodes/wave/params/weights: parameter "weights" of "wave" (WeightedSum) has 1 values for 2 terms'],
  ],
  [
    'unknown parameter',
    shown(node('Sin', { angle: '$sped' })),
    ['/nodes/wave/inputs/angle: there is no parameter "sped" (did you mean "$speed"?)'],
  ],
  [
    'unknown node',
    shown(node('Sin', { angle: 'lead.x' })),
    ['/nodes/wave/inputs/angle: there is no node "lead" (did you mean "led"?)'],
  ],
  [
    'a parameter without its sign',
    shown(node('Sin', { angle: 'softness' })),
    ['/nodes/wave/inputs/angle: there is no node "softness" (did you mean "$softness"?)'],
  ],
  [
    'unknown output',
    shown(node('Sin', { angle: 'led.y' })),
    ['/nodes/wave/inputs/angle: "led" (Led) has no output "y" (did you mean "led.x"?)'],
  ],
  [
    'which output',
    shown(node('Sin', { angle: 'led' })),
    [
      '/nodes/wave/inputs/angle: "led" (Led) has several outputs (write one of led.index, led.x, led.half, led.step, led.fold)',
    ],
  ],
  [
    'no output at all',
    shown(node('Sin', { angle: 'output' })),
    ['/nodes/wave/inputs/angle: "output" (Output) has no output'],
  ],
  [
    'a list',
    shown(node('Sin', { angle: ['led.x'] })),
    ['/nodes/wave/inputs/angle: input "angle" of "wave" (Sin) takes one value, not a list'],
  ],
  [
    'no list',
    shown(node('Add', { terms: 'led.x' })),
    ['/nodes/wave/inputs/terms: input "terms" of "wave" (Add) takes a list'],
  ],
  [
    'too short a list',
    shown(node('Add', { terms: ['led.x'] })),
    ['/nodes/wave/inputs/terms: input "terms" of "wave" (Add) takes at least 2 values, not 1'],
  ],
  [
    'one LED for a frame',
    shown(node('Phase', { rate: 'led.x' })),
    [
      '/nodes/wave/inputs/rate: input "rate" of "wave" (Phase) takes float, but "led" (Led) gives led_buffer<float> (this input takes one value per frame)',
    ],
  ],
  [
    'a number for a condition',
    shown(node('Select', { condition: '$speed', then: 'led.x', otherwise: 0 })),
    [
      '/nodes/wave/inputs/condition: input "condition" of "wave" (Select) takes bool, but "param_speed" (Parameter) gives float (compare it: a Greater node gives bool)',
    ],
  ],
  [
    'a number for a colour',
    { led: { type: 'Led' }, output: node('Output', { color: 'led.x' }) },
    [
      '/nodes/output/inputs/color: input "color" of "output" (Output) takes led_buffer<color>, but "led" (Led) gives led_buffer<float> (a Palette or Gradient node makes a colour of a number)',
    ],
  ],
  [
    'part of a palette',
    { ...GOOD, colour: node('Palette', { palette: 1.5, position: 'led.x' }) },
    ['/nodes/colour/inputs/palette: input "palette" of "colour" (Palette) takes a whole number, not 1.5'],
  ],
  ['not a number', shown(node('Sin', { angle: NaN })), ['/nodes/wave/inputs/angle: NaN is not a finite number']],
  [
    'cycle',
    shown(node('Add', { terms: ['led.x', 'back'] }), { back: node('Sin', { angle: 'wave' }) }),
    ['/nodes/wave/inputs: the nodes form a cycle: wave -> back -> wave'],
  ],
  [
    'no output node',
    { led: { type: 'Led' }, colour: PALETTE },
    ['/nodes: a pattern has exactly one Output; this one has none'],
  ],
  [
    'two output nodes',
    { ...GOOD, second: OUTPUT },
    ['/nodes: a pattern has exactly one Output; this one has 2: output, second'],
  ],
  [
    'dead node',
    { ...GOOD, wave: node('Sin', { angle: 'led.x' }) },
    ['/nodes/wave: "wave" (Sin) does not reach the output (connect it or remove it)'],
  ],
  [
    'word of the generated code',
    shown(node('Sin', { angle: 'double' }), { double: node('Sin', { angle: 'led.x' }) }),
    ['/nodes/double: "double" is a reserved word of the generated code (rename the node)'],
  ],
])('%s', (_name, nodes, expected) => {
  expect(problems(nodes)).toEqual(expected);
});

describe('a delayed input', () => {
  const last = { type: 'LastPicture', inputs: { value: 'smear' } };
  const smear = { type: 'AddColor', inputs: { terms: ['last', 'colour'] } };
  const output = node('Output', { color: 'smear' });

  test('may close a cycle: the picture is stored once it is complete', () => {
    const { pattern } = readPattern(spec({ ...GOOD, last, smear, output }));
    expect(pattern?.order).toEqual(['param_palette_id', 'last', 'led', 'colour', 'smear', 'output']);
    expect(pattern?.nodes.find(({ id }) => id === 'last')).toEqual({
      id: 'last',
      type: 'LastPicture',
      reads: [],
      remembers: ['smear'],
    });
    expect(pattern?.kept).toEqual([
      { target: 'state.last.value', value: 'smear_buffer', list: true, colors: true, size: '480' },
    ]);
  });

  test('must have the stored type, and must reach the output', () => {
    expect(problems({ ...GOOD, last: { ...last, inputs: { value: 'led.x' } }, smear, output })).toEqual([
      '/nodes/last/inputs/value: input "value" of "last" (LastPicture) takes led_buffer<color>, but "led" (Led) gives led_buffer<float> (a Palette or Gradient node makes a colour of a number)',
    ]);
    expect(problems({ ...GOOD, last: { ...last, inputs: { value: 'colour' } } })).toEqual([
      '/nodes/last: "last" (LastPicture) does not reach the output (connect it or remove it)',
    ]);
  });
});
