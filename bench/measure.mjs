/**
 * Measures one group of one cost in this process and prints the result as JSON. Started by run.mjs,
 * which runs it many times:
 *
 *   node measure.mjs '{ "cost", "group", "contender", "implementation", "mapping", "rounds" }'
 */
import { exercise, timeAlone, timeInTurns, weigh } from './harness.mjs';

const { cost, group: groupName, contender, implementation, mapping, rounds } = JSON.parse(process.argv[2]);

const { groups } = await import(`./costs/${cost}.mjs`);
const { contenders: makeContenders, measure = 'time' } = groups[groupName];

if (measure === 'alone') {
  // Nothing of a contender that is not asked for may be in the process.
  const api = async () => ({ AsyncContext: (await import(implementation)).AsyncContext });
  const contenders = await makeContenders(api);
  print([await timeAlone(contenders[contender], rounds)]);
} else {
  const api = { AsyncContext: (await import(implementation)).AsyncContext, mapping: await import(mapping) };
  if (measure === 'memory') {
    print(weigh(makeContenders(api)));
  } else {
    exercise(api);
    print(timeInTurns(makeContenders(api), rounds));
  }
}

function print(results) {
  process.stdout.write(`${JSON.stringify(results)}\n`);
}
