/** Lets pass what a broker needs to send what it has, many times over: nothing tells that nothing comes. */
export const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));
