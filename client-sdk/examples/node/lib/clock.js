/** The two clocks of a machine. Tests bring their own. */
export const CLOCK = {
  /** Milliseconds of a clock that nobody can set; it may stand still while a machine is suspended. */
  mono: () => performance.now(),
  /** UTC milliseconds since 1970; somebody may set it. */
  wall: () => Date.now(),
};
