// Preload: gives Windows' Node under Wine a message channel like that of `fork`, over a socket, because a pipe of the
// host does not work there.
const { existsSync, readFileSync } = require('node:fs');
const { connect } = require('node:net');

const file = process.env.NX_WORKFLOW_TEST_PORT ?? '';
const clock = new Int32Array(new SharedArrayBuffer(4));
while (!existsSync(file)) Atomics.wait(clock, 0, 0, 5);
const socket = connect(Number(readFileSync(file, 'utf8')), '127.0.0.1');
let text = '';
socket.setEncoding('utf8').on('data', (chunk) => {
  text += chunk;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    process.emit('message', JSON.parse(line), undefined);
  }
});
socket.on('close', () => process.exit());
socket.on('error', () => process.exit());
process.send = (message) => socket.write(`${JSON.stringify(message)}\n`);
