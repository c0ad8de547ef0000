/** Of the server, of a gateway before it, and of Cloudflare. */
const STATUSES: readonly number[] = [408, 504, 524];

/** Whether an HTTP status says that a server, or one behind it, did not answer in time. */
export const isTimeoutStatus = (status: number): boolean => STATUSES.includes(status);
