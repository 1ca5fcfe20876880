// How heddle status can print what it shows.
export const STATUS_FORMATS = ["text", "csv", "json"] as const;
