export const constructs = (): any[] => [];
