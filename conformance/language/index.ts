import type { Area } from '../suite.ts';
import arrayFromAsync from './array-from-async.ts';
import asyncFunctions from './async-functions.ts';
import asyncGeneratorQueue from './async-generator-queue.ts';
import asyncGenerators from './async-generators.ts';
import asyncIteration from './async-iteration.ts';
import asyncYieldStar from './async-yield-star.ts';
import awaitOperands from './await-operands.ts';
import calls from './calls.ts';
import concurrentFlows from './concurrent-flows.ts';
import disposal from './disposal.ts';
import emptyContext from './empty-context.ts';
import errorOrder from './error-order.ts';
import finalization from './finalization.ts';
import generatorAbrupt from './generator-abrupt.ts';
import generators from './generators.ts';
import integrity from './integrity.ts';
import iteratorHelpers from './iterator-helpers.ts';
import iterators from './iterators.ts';
import jobs from './jobs.ts';
import modules from './modules.ts';
import namespace from './namespace.ts';
import promiseCatchFinally from './promise-catch-finally.ts';
import promiseCombinators from './promise-combinators.ts';
import promiseResolving from './promise-resolving.ts';
import promiseSubclass from './promise-subclass.ts';
import promiseThen from './promise-then.ts';
import realms from './realms.ts';
import scenariosFrameworks from './scenarios-frameworks.ts';
import scenariosQueues from './scenarios-queues.ts';
import scenariosReadme from './scenarios-readme.ts';
import scenariosScoping from './scenarios-scoping.ts';
import scenariosUseCases from './scenarios-use-cases.ts';
import scriptsAndEval from './scripts-and-eval.ts';
import snapshotConstructor from './snapshot-constructor.ts';
import snapshotPrototype from './snapshot-prototype.ts';
import snapshotRun from './snapshot-run.ts';
import snapshotWrap from './snapshot-wrap.ts';
import subclassing from './subclassing.ts';
import thenables from './thenables.ts';
import timersAndMicrotasks from './timers-and-microtasks.ts';
import variableConstructor from './variable-constructor.ts';
import variableGet from './variable-get.ts';
import variableName from './variable-name.ts';
import variablePrototype from './variable-prototype.ts';
import variableRun from './variable-run.ts';
import wrappedFunction from './wrapped-function.ts';
import yieldStar from './yield-star.ts';

/** The language half of the suite, in the order of its table. */
export const languageAreas: readonly Area[] = [
  namespace,
  variableConstructor,
  variablePrototype,
  variableName,
  variableGet,
  variableRun,
  snapshotConstructor,
  snapshotPrototype,
  snapshotRun,
  snapshotWrap,
  wrappedFunction,
  subclassing,
  errorOrder,
  emptyContext,
  calls,
  scriptsAndEval,
  integrity,
  promiseThen,
  promiseCatchFinally,
  promiseCombinators,
  promiseResolving,
  promiseSubclass,
  thenables,
  jobs,
  asyncFunctions,
  awaitOperands,
  concurrentFlows,
  asyncIteration,
  arrayFromAsync,
  generators,
  generatorAbrupt,
  yieldStar,
  asyncGenerators,
  asyncGeneratorQueue,
  asyncYieldStar,
  iterators,
  iteratorHelpers,
  disposal,
  timersAndMicrotasks,
  finalization,
  modules,
  realms,
  scenariosReadme,
  scenariosUseCases,
  scenariosFrameworks,
  scenariosQueues,
  scenariosScoping,
];
