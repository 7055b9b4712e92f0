import './implementation.web.ts';

export { install } from '../lib/install.ts';
