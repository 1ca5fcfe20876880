// The numbers by which programs and their runtime know the fields of java.time; a field's bit in a mask is `1 << number`.

export const ERA_FIELD = 0;
export const YEAR_OF_ERA_FIELD = 1;
export const YEAR_FIELD = 2;
export const MONTH_FIELD = 3;
export const DAY_FIELD = 4;
export const DAY_OF_YEAR_FIELD = 5;
export const QUARTER_FIELD = 6;
/** ISO: Monday is 1. */
export const DAY_OF_WEEK_FIELD = 7;
/** The letter F: 1-7 from the first of the month on, whatever day of the week that is. */
export const ALIGNED_DAY_FIELD = 8;
/** US: Sunday is 1. */
export const LOCAL_DAY_FIELD = 9;
export const WEEK_OF_MONTH_FIELD = 10;
export const WEEK_YEAR_FIELD = 11;
export const WEEK_FIELD = 12;
export const MODIFIED_JULIAN_FIELD = 13;
export const AM_PM_FIELD = 14;
export const HOUR_FIELD = 15;
/** 1-24. */
export const CLOCK_HOUR_FIELD = 16;
/** 0-11. */
export const HALF_DAY_HOUR_FIELD = 17;
/** 1-12. */
export const HALF_DAY_CLOCK_FIELD = 18;
export const MINUTE_FIELD = 19;
export const SECOND_FIELD = 20;
export const NANO_FIELD = 21;
export const MILLI_OF_DAY_FIELD = 22;
export const NANO_OF_DAY_FIELD = 23;
/** Seconds east of UTC. */
export const OFFSET_FIELD = 24;
