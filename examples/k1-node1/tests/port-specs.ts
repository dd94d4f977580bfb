/** Small patterns that feed the ports of every node type with constants at their bounds and with wild values. */

export interface InputPort {
  readonly type: string | readonly string[];
  readonly variadic?: boolean;
  readonly atLeast?: number;
}
interface Setting {
  readonly type: string;
  readonly values?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}
interface NodeType {
  readonly implicit?: boolean;
  readonly lifts?: boolean;
  readonly inputs: Readonly<Record<string, InputPort>>;
  readonly params: Readonly<Record<string, Setting>>;
  readonly outputs: Readonly<Record<string, { readonly type: string }>>;
}
const { constantRange, nodeTypes } = require('../language/catalogue.js') as {
  constantRange: (port: InputPort) => { min: number; max: number };
  nodeTypes: ReadonlyMap<string, NodeType>;
};
const { isPerLed, perLed } = require('../language/types.js') as {
  isPerLed: (type: string) => boolean;
  perLed: (type: string) => string;
};
export { constantRange };

/** Five unlimited numbers that change from frame to frame. */
export const CHANNELS = ['time.seconds', 'time.delta', 'level.vu', 'level.novelty', 'tempo.confidence'];

/** The source of a port's value: its smallest or largest constant, or a wild channel, per frame or per LED. */
export const VARIANTS = ['least', 'most', 'wild', 'wild_led'] as const;
type Variant = (typeof VARIANTS)[number];

/** Source nodes for each value type; a pattern contains only those that it reads. */
const SOURCES: Record<string, object> = {
  time: { type: 'Time' },
  level: { type: 'AudioLevel' },
  tempo: { type: 'AudioTempo' },
  led: { type: 'Led' },
  yes: { type: 'Greater', inputs: { a: 1, b: 0 } },
  grey: { type: 'Rgb', inputs: { red: 0.25, green: 0.5, blue: 0.75 } },
  spectrum: { type: 'AudioSpectrum' },
  chroma: { type: 'AudioChroma' },
  waveform: { type: 'AudioWaveform' },
  spaced: { type: 'Spaced', inputs: { count: 5, hueStep: 0.125 } },
  picture: { type: 'Palette', inputs: { palette: 3, position: 'led.x' } },
};
const GIVEN: Record<string, string> = {
  bool: 'yes',
  color: 'grey',
  audio_spectrum: 'spectrum.bins',
  chroma_vector: 'chroma.classes',
  tempo_vector: 'tempo.magnitude',
  sample_vector: 'waveform.samples',
  points: 'spaced',
  'led_buffer<float>': 'led.x',
  'led_buffer<color>': 'picture',
};

const typeOf = ({ type }: InputPort): string => (typeof type === 'string' ? type : type[0]!);
export const isNumber = (port: InputPort): boolean => ['float', 'int'].includes(typeOf(port));

/** The types allowed in specs, except Output, which every pattern has. */
export const TYPES = [...nodeTypes].filter(([name, { implicit }]) => !implicit && name !== 'Output');

/** The patterns for a type; `wild_led` only if it accepts a value per LED. */
export function portSpecs(): { id: string; nodes: Record<string, object> }[] {
  return TYPES.flatMap(([name, def]) =>
    VARIANTS.filter((variant) => variant !== 'wild_led' || def.lifts).map((variant) => ({
      id: `${name.replace(/[A-Z]/g, (letter, at) => (at === 0 ? '' : '_') + letter.toLowerCase())}_${variant}`,
      nodes: nodesFor(name, def, variant),
    })),
  );
}

/** A graph whose output depends on all outputs of a node of the type. */
function nodesFor(name: string, def: NodeType, variant: Variant): Record<string, object> {
  const nodes: Record<string, object> = {};
  let channel = 0;
  const operand = (port: InputPort): number | string => {
    const type = typeOf(port);
    if (!isNumber(port)) return GIVEN[type]!;
    const { min, max } = constantRange(port);
    if (variant === 'least' || variant === 'most') return variant === 'least' ? min : max;
    if (type === 'int') return '$led_offset';
    const from = CHANNELS[channel++ % CHANNELS.length]!;
    if (variant === 'wild') return from;
    nodes[`spread${channel}`] = { type: 'Mul', inputs: { factors: [from, 'led.index'] } };
    return `spread${channel}`;
  };
  const inputs = Object.entries(def.inputs).map(([port, input]) => {
    const count = input.variadic ? Math.max(2, input.atLeast ?? 1) : 0;
    return [port, count > 0 ? Array.from({ length: count }, () => operand(input)) : operand(input)] as const;
  });
  nodes['tried'] = { type: name, inputs: Object.fromEntries(inputs), params: settings(def, variant) };
  const shown = Object.entries(def.outputs).map(([port, { type }], at) =>
    show(nodes, `tried.${port}`, type === 'float' && variant === 'wild_led' ? perLed(type) : type, at),
  );
  const color = shown.length === 1 ? shown[0] : 'sum';
  if (shown.length > 1) nodes['sum'] = { type: 'AddColor', inputs: { terms: shown } };
  nodes['output'] = { type: 'Output', inputs: { color } };
  return withSources(nodes);
}

/** Settings at their bounds: the smallest or largest number, the first or last word of a list. */
function settings({ params }: NodeType, variant: Variant): Record<string, unknown> {
  const isLeast = variant === 'least';
  return Object.fromEntries(
    Object.entries(params).map(([name, { type, values = [], min = -1e6, max = 1e6 }]) => {
      if (type === 'enum') return [name, isLeast ? values[0] : values.at(-1)];
      if (type === 'list<float>') return [name, [min, max]];
      if (type === 'stops') return [name, ['#102030', '#405060'].map((color, at) => ({ at, color }))];
      return [name, isLeast ? min : max];
    }),
  );
}

/** Adds the nodes that convert a value to a colour, and returns the id of the last one. */
function show(nodes: Record<string, object>, value: string, type: string, at: number): string {
  if (type.includes('color')) return value;
  const add = (name: string, node: object): string => {
    nodes[`${name}${at}`] = node;
    return `${name}${at}`;
  };
  const number =
    type === 'bool'
      ? add('chosen', { type: 'Select', inputs: { condition: value, then: 1, otherwise: 0 } })
      : type === 'points'
        ? add('light', { type: 'PointLight', inputs: { points: value, width: 2 } })
        : type === 'float' || isPerLed(type)
          ? value
          : `${add('strongest', { type: 'Strongest', inputs: { source: value } })}.value`;
  return add('shown', { type: 'Rgb', inputs: { red: number, green: 0.5, blue: 0 } });
}

/** Adds the sources that are read, directly or not. */
function withSources(nodes: Record<string, object>): Record<string, object> {
  const all: Record<string, object> = { ...nodes };
  const add = (node: object): void => {
    for (const operand of Object.values((node as { inputs?: object }).inputs ?? {}).flat()) {
      const id = String(operand).split('.')[0]!;
      const source = SOURCES[id];
      if (!source || all[id]) continue;
      all[id] = source;
      add(source);
    }
  };
  for (const node of Object.values(nodes)) add(node);
  return all;
}
