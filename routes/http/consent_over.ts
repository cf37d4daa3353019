/**
 * What whoever holds a token and its key is told once the customer's consent is over; the same at
 * every protected resource.
 */

/** The customer, the app or the institution ended it. */
export const CONSENT_ENDED = "The consent was withdrawn; ask for a new one";

/** It lasted as long as it was given for. */
export const CONSENT_EXPIRED = "The consent has expired; ask for a new one";
