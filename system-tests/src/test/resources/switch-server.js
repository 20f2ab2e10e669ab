// Answers /json and /echo as the sample web does, / otherwise, and has what that has not: slow streams, large bodies, WebSockets.
const http = require('http');
const crypto = require('crypto');

const server = http.createServer((ask, answer) => {
  console.log(ask.method + ' ' + ask.url);
  answer.setHeader('X-Answered-By', 'old');
  const url = new URL(ask.url, 'http://localhost');
  switch (url.pathname) {
    case '/':
      return answer.end('Hello, old!\n');
    case '/json':
      answer.setHeader('Content-Type', 'application/json');
      return answer.end('{"greeting":"Hello","to":"Web"}\n');
    case '/echo':
      answer.setHeader('Content-Length', ask.headers['content-length']);
      return ask.pipe(answer);
    case '/lines':
      return lines(answer, Number(url.searchParams.get('count')));
    case '/zeros':
      return zeros(answer, Number(url.searchParams.get('bytes')));
    case '/digest':
      return digest(ask, answer);
    default:
      answer.statusCode = 404;
      return answer.end();
  }
});

// Ten a second.
function lines(answer, count) {
  let n = 0;
  const timer = setInterval(() => {
    answer.write(`${++n}\n`);
    if (n === count) {
      clearInterval(timer);
      answer.end();
    }
  }, 100);
}

function zeros(answer, bytes) {
  const block = Buffer.alloc(64 << 10);
  let left = bytes;
  answer.setHeader('Content-Length', bytes);
  const more = () => {
    while (left > 0) {
      const size = Math.min(left, block.length);
      left -= size;
      if (!answer.write(block.subarray(0, size))) {
        return answer.once('drain', more);
      }
    }
    return answer.end();
  };
  more();
}

function digest(ask, answer) {
  const hash = crypto.createHash('sha256');
  let bytes = 0;
  ask.on('data', (part) => {
    bytes += part.length;
    hash.update(part);
  });
  ask.on('end', () => answer.end(`${bytes} ${hash.digest('hex')}`));
}

// RFC 6455, for whole frames of up to 125 bytes: each goes back as it came.
server.on('upgrade', (ask, socket) => {
  const key = ask.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = crypto.createHash('sha1').update(key).digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    + `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
  let received = Buffer.alloc(0);
  socket.on('error', (error) => console.log(`WebSocket: ${error}`));
  socket.on('data', (part) => {
    received = Buffer.concat([received, part]);
    while (received.length >= 6 && received.length >= 6 + (received[1] & 127)) {
      const length = received[1] & 127;
      const mask = received.subarray(2, 6);
      const payload = Buffer.from(received.subarray(6, 6 + length).map((byte, i) => byte ^ mask[i % 4]));
      const last = (received[0] & 15) === 8;
      socket.write(Buffer.concat([Buffer.from([received[0], length]), payload]));
      received = received.subarray(6 + length);
      if (last) {
        socket.end();
      }
    }
  });
});

process.on('SIGTERM', () => process.exit(0)); // process 1 of a container ignores what it does not handle
server.listen(8080);
