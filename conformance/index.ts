/**
 * A conformance suite for the AsyncContext proposal that knows neither the implementation under
 * test nor a test runner.
 */
export { defineSuite, type DefineSuiteOptions, type TestRunner } from './adapters/describe-it.ts';
export { createNodeHost, createWebHost, detectHost, type UserAction, type WebHostOptions } from './hosts/index.ts';
export type { Host, Platform, Realm, TestServer, User } from './host.ts';
export { KnownLimitationsError, parseKnownLimitations, type KnownLimitation } from './known.ts';
export { knownLimitations } from './known/index.ts';
export { languageAreas, languageAreas as areas } from './language/index.ts';
export type { CaseResult, Counts, Failure, Status, SuiteReport } from './result.ts';
export { runSuite, type SuiteOptions, type Surroundings } from './runner.ts';
export * as sections from './sections.ts';
export { defineArea, type Area, type Case, type CaseBody, type CaseContext, type Need, type Test } from './suite.ts';
export { webAreas } from './web/index.ts';
export { AssertionError, createAssert, type Assert } from './assert.ts';
