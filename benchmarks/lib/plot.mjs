// @ts-check
/**
 * @typedef {{ specs: number, coldMs: number, nothingMs: number, oneMs: number, coldMiB: number, nothingMiB: number, textMiB: number }} ScalePoint
 */

const WIDTH = 760;
const HEIGHT = 320;
const LEFT = 60;
const TOP = 40;
const PLOT = { width: 290, height: 220 };

/** Two plots beside each other, time and memory against the number of specs. @param {readonly ScalePoint[]} points */
export function drawScale(points) {
  const time = plot(LEFT, 'seconds', points, [
    { name: 'cold', colour: '#b4451f', value: ({ coldMs }) => coldMs / 1000 },
    { name: 'one changed', colour: '#1f6fb4', value: ({ oneMs }) => oneMs / 1000 },
    { name: 'nothing changed', colour: '#2a8a4a', value: ({ nothingMs }) => nothingMs / 1000 },
  ]);
  const memory = plot(LEFT + PLOT.width + 90, 'MiB, peak', points, [
    { name: 'text written', colour: '#999999', value: ({ textMiB }) => textMiB },
    { name: 'cold', colour: '#b4451f', value: ({ coldMiB }) => coldMiB },
    { name: 'nothing changed', colour: '#2a8a4a', value: ({ nothingMiB }) => nothingMiB },
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>
${time}
${memory}
</svg>
`;
}

/**
 * @param {number} left @param {string} unit @param {readonly ScalePoint[]} points
 * @param {readonly { name: string, colour: string, value: (point: ScalePoint) => number }[]} series
 */
function plot(left, unit, points, series) {
  const most = { x: Math.max(...points.map(({ specs }) => specs)), y: 0 };
  most.y = roundUp(Math.max(...series.flatMap(({ value }) => points.map(value))));
  const x = (/** @type {number} */ specs) => left + (specs / most.x) * PLOT.width;
  const y = (/** @type {number} */ value) => TOP + PLOT.height - (value / most.y) * PLOT.height;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = y(part * most.y).toFixed(1);
    return `<path d="M${left} ${at}h${PLOT.width}" stroke="#dddddd"/><text x="${left - 6}" y="${Number(at) + 4}" text-anchor="end">${short(part * most.y)}</text>`;
  });
  const ticks = points.map(
    ({ specs }) =>
      `<text x="${x(specs).toFixed(1)}" y="${TOP + PLOT.height + 18}" text-anchor="middle">${specs}</text>`,
  );
  const lines = series.map(({ name, colour, value }, at) => {
    const path = points.map((point) => `${x(point.specs).toFixed(1)} ${y(value(point)).toFixed(1)}`).join('L');
    const dots = points.map(
      (point) =>
        `<circle cx="${x(point.specs).toFixed(1)}" cy="${y(value(point)).toFixed(1)}" r="3" fill="${colour}"/>`,
    );
    const label = `<text x="${left + 8}" y="${TOP + 14 + at * 16}" fill="${colour}">${name}</text>`;
    return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${label}`;
  });
  return [`<text x="${left}" y="${TOP - 14}">${unit}</text>`, ...grid, ...ticks, ...lines].join('\n');
}

/** The next larger round number for an axis with four divisions. @param {number} value */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return /** @type {number} */ ([1, 2, 4, 6, 8, 10].find((digit) => digit * power >= value) ?? 10) * power;
}

/** @param {number} value */
function short(value) {
  return value >= 10 || value === 0 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2);
}
