import './implementation.node.ts';

export { install } from '../lib/install.ts';
