/** What bounds an account's use of the machine and of the cloud. */

/** Sockets, and so calls under way, of one account. */
export const MAX_SOCKETS = 16;
/** Sockets for token calls beside them, to each address: one that hangs holds up no other user's. */
export const MAX_TOKEN_SOCKETS = 8;
/** Calls that may wait per account. */
export const MAX_QUEUE = 10_000;
/** The largest body that goes out, in bytes. */
export const MAX_BODY = 5 * 1024 * 1024;
/** The largest reply that is read, in bytes, before and after decompression. */
export const MAX_REPLY = 10 * 1024 * 1024;
