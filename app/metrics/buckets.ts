/** Upper bounds in seconds: of what a shopper waits for, from 1 ms to 10 s. */
export const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** And of its parts, from 100 µs to 2.5 s. */
export const STAGE_SECONDS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/** How many came together, from one to a thousand. */
export const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000];
