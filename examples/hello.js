// Run it with:  ./athanor run examples/hello.js -p name=world
const athanor = require('athanor');

const name = athanor.params.name ?? 'world';
console.log(`Hello, ${name}, from Node ${process.version}`);
athanor.result({ greeting: `Hello, ${name}` });
