/** An error that says which status the response should have. Express and Fastify both look at `statusCode`. */
export class HttpError extends Error {
  constructor(statusCode, message) {
    super(message);
    this.statusCode = statusCode;
  }
}
