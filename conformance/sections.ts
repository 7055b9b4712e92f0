/** A section of the AsyncContext proposal's specification text. */
export const proposal = (id: string): string => `https://tc39.es/proposal-async-context/#${id}`;

/** A section of ECMA-262, for what holds of every built-in. */
export const ecma262 = (id: string): string => `https://tc39.es/ecma262/#${id}`;

/** A section of the ShadowRealm proposal, from which AsyncContext borrows an operation. */
export const shadowRealm = (id: string): string => `https://tc39.es/proposal-shadowrealm/#${id}`;

/** One of the proposal's explanatory documents, such as `README.md` or `USE-CASES.md`. */
export const explainer = (file: string): string => `https://github.com/tc39/proposal-async-context/blob/master/${file}`;

/** A section of the proposal's document on web APIs. */
export const webIntegration = (anchor: string): string => explainer(`WEB-INTEGRATION.md#${anchor}`);

/** A section of the proposal's notes on the events of the HTML standard. */
export const htmlEvents = (anchor: string): string => explainer(`web-integration/html__events.md#${anchor}`);
