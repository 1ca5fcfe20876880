// Patterns and texts about which a JVM is asked: the committed ones, and as many random ones as a campaign wants.

/** A text to read, given as it is, or as what the pattern makes of an instant in a zone, then damaged `damage` times. */
export interface TimeCase {
  readonly pattern: string;
  readonly text?: string;
  readonly instant?: string;
  readonly zone?: string;
  readonly damage?: number;
}

/** A seeded generator of random integers below a bound (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const letters = [..."GuyDMLdQqYwWEecFaBhKkHmsSAnNVvzOXxZpg"];
const instants = [
  ["2021-01-01T05:06:07.089Z", "UTC"],
  ["2024-02-29T23:59:59.999999999Z", "America/New_York"],
  ["1999-12-31T12:00:00Z", "Asia/Kolkata"],
  ["2008-07-06T00:00:00.5Z", "Europe/London"],
  ["-0044-03-15T13:14:15.000000001Z", "UTC"],
  ["+12345-10-09T21:22:23.4Z", "+05:30"],
] as const;

const plainPatterns = [
  "M/d/yyyy H:mm:ss",
  "M/d/yyyy h:mm:ss a",
  "MM/dd/yyyy",
  "M/d/yy",
  "dd.MM.yyyy HH:mm",
  "yyyyMMdd",
  "yyyyMMddHHmmss",
  "yyyyMMddHHmmssSSS",
  "yyMMdd",
  "yyMMddHHmm",
  "uuuuDDD",
  "uuuu-DDD",
  "uuuu-MM-dd'T'HH:mm:ss.SSSX",
  "uuuu-MM-dd'T'HH:mm:ssXXX",
  "uuuu-MM-dd'T'HH:mm:ss[.SSS][X]",
  "uuuu-MM-dd HH:mm:ss[.SSSSSS][.SSS]",
  "uuuu-MM-dd[' 'HH[:mm[:ss]]]",
  "EEE, d MMM yyyy HH:mm:ss Z",
  "EEEE, MMMM d, yyyy",
  "EEE MMM dd HH:mm:ss zzz yyyy",
  "dd/MMM/yyyy:HH:mm:ss Z",
  "d MMM uuuu",
  "dMMMuu",
  "MMM d, yyyy h:mm a",
  "MMMMM d yyyy",
  "LLLL uuuu dd",
  "yyyy-MM-dd G",
  "GGGG yyyy-MM-dd",
  "GGGGG y-M-d",
  "YYYY-'W'ww-e",
  "YYYY-'W'ww-EEE",
  "YY w c",
  "Y w e",
  "YYYYwwe",
  "uuuu MM W EEE",
  "uuuu M W e",
  "uuuu-MM-dd Q",
  "uuuu-MM-dd QQQ",
  "uuuu-MM-dd qqqq",
  "uuuu-MM-dd F",
  "g",
  "g HH:mm",
  "uuuu-MM-dd A",
  "uuuu-MM-dd N",
  "uuuu-MM-dd HH:mm:ss n",
  "uuuu-MM-dd kk:mm",
  "uuuu-MM-dd KK:mm a",
  "uuuu-MM-dd h a",
  "uuuu-MM-dd h:mm B",
  "uuuu-MM-dd B",
  "uuuu-MM-dd a",
  "uuuu-MM-dd HH:mm B",
  "uuuu-MM-dd HH:mm:ss O",
  "uuuu-MM-dd HH:mm:ss OOOO",
  "uuuu-MM-dd HH:mm VV",
  "uuuu-MM-dd HH:mm z",
  "uuuu-MM-dd HH:mm zzzz",
  "uuuu-MM-dd HH:mm v",
  "uuuu-MM-dd HH:mm vvvv",
  "uuuu-MM-dd'T'HH:mm:ssXXX'['VV']'",
  "uuuu-MM-dd HH:mm x",
  "uuuu-MM-dd HH:mm xxxxx",
  "pppppyyyy-ppM-ppd",
  "ppH:mm uuuu-MM-dd",
  "yyyy''MM''dd",
  "'at' uuuu-MM-dd",
  "uuuu-MM-dd mm",
  "uuuu-MM-dd ss.SSS",
  "uuuu-MM-dd HH.SSS",
  "uuuu-MM-dd hh:mm",
  "uuuu-MM-dd KK",
  "[uuuu-MM-dd][M/d/uuuu]",
  "[[uuuu]-MM]-dd",
  "uuuu-MM-dd[ HH:mm][ h:mm a]",
  "E e uuuu-MM-dd",
  "uuuu-MM-dd D",
  "uuuu-MM-dd uuuu",
  "u-M-d",
  "y-M-d",
  "uuuuu-MM-dd",
  "HH:mm",
  "uuuu-MM",
  "MM-dd",
  "",
  "uuuuMMdd'T'HHmmssX",
  "yyyy.MM.dd G 'at' HH:mm:ss z",
  "yyyyy.MMMMM.dd hh:mm a",
  "yyMMddHHmmssZ",
  "YYYY-MM-dd",
  "yyyy-MM-DD",
  "yyyy-mm-dd",
];

const hostilePatterns = [
  "'",
  "''",
  "'''",
  "''''",
  "'abc",
  "uuuu'",
  "]",
  "[",
  "[[",
  "[]",
  "[][]]",
  "{",
  "}",
  "#",
  "p",
  "pp",
  "p-",
  "p[",
  "uuuup",
  "ppu",
  "ppuMM",
  "uuuupMM",
  "uuuuppMMdd",
  "pPu",
  "pp'x'",
  "b",
  "C",
  "f",
  "i",
  "I",
  "j",
  "J",
  "l",
  "o",
  "P",
  "r",
  "R",
  "t",
  "T",
  "U",
  "yyyy-MM-ddTHH:mm",
  "uuuu-MM-dd é",
  "日uuuu月",
  "uuuu\u0000",
  "\ud800uuuu",
  "uuuu\\-MM",
  "$uuuu${x}",
  "u".repeat(19),
  "u".repeat(20),
  "y".repeat(30),
  "S".repeat(9),
  "S".repeat(10),
  "n".repeat(19),
  "n".repeat(20),
  "g".repeat(20),
  "Z".repeat(6),
  "(uuuu)",
  "uuuu*",
  "uuuu|MM",
  '"uuuu"',
  "`uuuu`",
  "[".repeat(50) + "uuuu-MM-dd" + "]".repeat(50),
  "uuuu-MM-dd[ HH[:mm[:ss[.S[S[S]]]]]]",
  "__proto__",
  "constructor",
  "uuuu-MM-dd'__proto__'",
];

const handTexts: [pattern: string, ...texts: string[]][] = [
  [
    "M/d/yyyy H:mm:ss",
    "1/1/2021 5:06:07",
    "01/01/2021 05:06:07",
    "1/1/2021 24:00:00",
    "1/1/2021 24:00:01",
    "1/1/2021 23:59:60",
    "1/1/2021 5:6:07",
    "1/1/2021 5:06:07 ",
    " 1/1/2021 5:06:07",
    "2/30/2021 0:00:00",
    "2/29/2100 1:00:00",
    "4/31/2021 1:00:00",
    "4/32/2021 1:00:00",
    "0/1/2021 1:00:00",
    "13/1/2021 1:00:00",
    "-1/1/2021 1:00:00",
    "+1/1/2021 1:00:00",
    "1/1/+2021 1:00:00",
    "1/1/+12021 1:00:00",
    "1/1/12021 1:00:00",
    "1/1/-2021 1:00:00",
    "1/1/0000 1:00:00",
    "1/1/0001 1:00:00",
    "000000000000000000001/1/2021 1:00:00",
    "٣/1/2021 5:06:07",
    "",
    "1",
  ],
  [
    "uuuu-MM-dd",
    "0000-01-01",
    "-0001-01-01",
    "-0000-01-01",
    "+0001-01-01",
    "+10000-01-01",
    "10000-01-01",
    "-271821-04-20",
    "-271821-04-19",
    "+275760-09-13",
    "+275760-09-14",
    "+999999999-12-31",
    "+1000000000-01-01",
    "9999-12-31",
    "2021-02-29",
    "2020-02-30",
    "2020-02-31",
    "2020-02-32",
    "2021-00-10",
    "2021-10-00",
  ],
  [
    "u-M-d",
    "0-1-1",
    "-0-1-1",
    "12345678901234567890-1-1",
    "9223372036854775808-1-1",
    "99999999-1-1",
    "1-1-1",
    "01-01-01",
  ],
  ["yyMMdd", "000101", "991231", "2021011", "20210101", "00011", "-10101"],
  ["uuuu-DDD", "2021-001", "2021-365", "2021-366", "2020-366", "2020-367", "2021-000", "2021-01"],
  ["uuuu-MM-dd HH", "2021-01-01 00", "2021-01-01 23", "2021-01-01 24", "2021-01-01 25"],
  ["uuuu-MM-dd kk", "2021-01-01 00", "2021-01-01 01", "2021-01-01 24", "2021-01-01 25"],
  [
    "uuuu-MM-dd hh a",
    "2021-01-01 00 AM",
    "2021-01-01 12 AM",
    "2021-01-01 12 PM",
    "2021-01-01 13 PM",
    "2021-01-01 01 am",
    "2021-01-01 01 pm",
  ],
  ["uuuu-MM-dd KK a", "2021-01-01 00 AM", "2021-01-01 11 PM", "2021-01-01 12 PM"],
  ["uuuu-MM-dd HH hh a", "2021-01-01 13 01 PM", "2021-01-01 13 01 AM", "2021-01-01 13 02 PM"],
  ["uuuu-MM-dd HH a", "2021-01-01 13 PM", "2021-01-01 13 AM", "2021-01-01 24 AM", "2021-01-01 24 PM"],
  ["uuuu-MM-dd HH hh", "2021-01-01 13 01", "2021-01-01 13 02"],
  ["uuuu-MM-dd a mm", "2021-01-01 AM 10", "2021-01-01 PM 00"],
  ["uuuu-MM-dd B mm", "2021-01-01 noon 10", "2021-01-01 midnight 99"],
  ["uuuu-MM-dd a B", "2021-01-01 AM noon", "2021-01-01 PM noon", "2021-01-01 AM midnight"],
  [
    "uuuu-MM-dd H:mm B",
    "2021-01-01 12:00 noon",
    "2021-01-01 12:01 noon",
    "2021-01-01 24:00 midnight",
    "2021-01-01 5:00 at night",
    "2021-01-01 6:00 at night",
    "2021-01-01 18:00 in the evening",
    "2021-01-01 7:00 AM",
    "2021-01-01 7:00 PM",
  ],
  [
    "uuuu-MM-dd h:mm B",
    "2021-01-01 12:00 noon",
    "2021-01-01 12:30 noon",
    "2021-01-01 12:30 midnight",
    "2021-01-01 11:00 at night",
    "2021-01-01 5:59 at night",
    "2021-01-01 5:00 in the morning",
    "2021-01-01 12:00 in the afternoon",
    "2021-01-01 12:00 AM",
  ],
  [
    "uuuu-MM-dd BBBBB",
    "2021-01-01 n",
    "2021-01-01 mi",
    "2021-01-01 a",
    "2021-01-01 p",
    "2021-01-01 at night",
    "2021-01-01 noon",
  ],
  [
    "uuuu-MM-dd A B",
    "2021-01-01 0 midnight",
    "2021-01-01 43200000 noon",
    "2021-01-01 43200000 midnight",
    "2021-01-01 86400000 noon",
  ],
  ["uuuu-MM-dd N B", "2021-01-01 43200000000000 noon", "2021-01-01 43200000000000 midnight"],
  ["uuuu-MM-dd A S", "2021-01-01 1500 5", "2021-01-01 1500 6"],
  ["uuuu-MM-dd A H", "2021-01-01 3600000 1", "2021-01-01 3600000 2"],
  ["uuuu-MM-dd HH:mm:ss S n", "2021-01-01 01:02:03 5 500000000", "2021-01-01 01:02:03 5 5"],
  ["uuuu-MM-dd mm", "2021-01-01 59", "2021-01-01 60"],
  ["uuuu-MM-dd HH:ss", "2021-01-01 10:30", "2021-01-01 24:00", "2021-01-01 99:00"],
  ["uuuu-MM-dd HH:mm.SSS", "2021-01-01 10:30.250", "2021-01-01 10:60.250"],
  ["yyyy-MM-dd G", "0044-03-15 BC", "0001-01-01 BC", "0001-01-01 AD", "0000-01-01 AD", "0044-03-15 bc"],
  ["uuuu-MM-dd G", "-0043-03-15 BC", "-0043-03-15 AD", "2021-01-01 AD"],
  ["uuuu yyyy MM dd", "2021 2021 01 01", "2021 2022 01 01", "-0043 0044 03 15"],
  ["G uuuu-MM-dd", "AD 2021-01-01", "BC 2021-01-01"],
  [
    "YYYY-ww-e",
    "2021-01-1",
    "2021-53-1",
    "2020-53-7",
    "2022-53-7",
    "2021-00-1",
    "2021-54-1",
    "2021-01-0",
    "2021-01-8",
    "2021-01-10",
  ],
  ["YYYY ww EEE", "2021 01 Sun", "2021 01 Sat", "2020 53 Fri"],
  ["uuuu-MM W EEE", "2021-01 0 Sun", "2021-01 1 Sun", "2021-01 6 Sat", "2021-01 7 Sat", "2021-13 1 Sat"],
  ["uuuu-MM-dd YYYY ww", "2021-01-01 2021 01", "2021-12-31 2022 01", "2021-12-31 2021 53"],
  ["uuuu-MM-dd E e", "2021-01-01 Fri 6", "2021-01-01 Thu 6", "2021-01-01 Fri 5"],
  ["uuuu-MM-dd EEE", "2021-01-01 Fri", "2021-01-01 fri", "2021-01-01 FRI", "2021-01-01 Thu"],
  ["uuuu-MM-dd EEEEE", "2021-01-01 F", "2021-01-02 S", "2021-01-03 S", "2021-01-05 T", "2021-01-07 T"],
  ["MMMMM d uuuu", "J 1 2021", "M 1 2021", "A 1 2021", "1 1 2021"],
  ["MMM d uuuu", "Jan 1 2021", "Sep 1 2021", "Sept 1 2021", "jan 1 2021", "1 1 2021", "May 31 2021"],
  ["uuuu-MM-dd Q", "2021-05-01 2", "2021-05-01 1", "2021-05-01 9"],
  ["uuuu-MM-dd F", "2021-06-12 5", "2021-06-12 2", "2021-06-12 0"],
  ["g", "59215", "-1", "0", "40587", "-0", "365241820059", "99999999999999"],
  ["g uuuu-MM-dd", "59215 2021-01-01", "59216 2021-01-01"],
  [
    "uuuu-MM-dd X",
    "2021-01-01 Z",
    "2021-01-01 +01",
    "2021-01-01 +0130",
    "2021-01-01 +01:30",
    "2021-01-01 +1",
    "2021-01-01 +18",
    "2021-01-01 +19",
    "2021-01-01 +23",
    "2021-01-01 +24",
    "2021-01-01 -00",
    "2021-01-01 z",
    "2021-01-01 +0160",
  ],
  ["uuuu-MM-dd[ X][' +24']", "2021-01-01 +24", "2021-01-01 +60"],
  ["uuuu-MM-dd x", "2021-01-01 Z", "2021-01-01 +00", "2021-01-01 +0030", "2021-01-01 -0030"],
  [
    "uuuu-MM-dd XXXXX",
    "2021-01-01 +01:02:03",
    "2021-01-01 +01:02",
    "2021-01-01 +01:02:",
    "2021-01-01 +01:02:60",
    "2021-01-01 +18:00:01",
  ],
  ["uuuu-MM-dd Z", "2021-01-01 +0000", "2021-01-01 -0700", "2021-01-01 Z", "2021-01-01 +07:00"],
  [
    "uuuu-MM-dd ZZZZ",
    "2021-01-01 GMT",
    "2021-01-01 GMT+07:00",
    "2021-01-01 GMT+7",
    "2021-01-01 GMT+07:00:01",
    "2021-01-01 GMT+99:99",
  ],
  [
    "uuuu-MM-dd O",
    "2021-01-01 GMT",
    "2021-01-01 GMT+7",
    "2021-01-01 GMT-07:30",
    "2021-01-01 GMT+",
    "2021-01-01 GMT+18:00:01",
    "2021-01-01 UTC+1",
  ],
  [
    "uuuu-MM-dd[ OOOO][' GMT+']",
    "2021-01-01 GMT+",
    "2021-01-01 GMT+0",
    "2021-01-01 GMT+00",
    "2021-01-01 GMT+x0:00",
    "2021-01-01 GMT+00:0",
  ],
  [
    "uuuu-MM-dd VV",
    "2021-01-01 Z",
    "2021-01-01 UTC",
    "2021-01-01 UTC+01:00",
    "2021-01-01 UTC+1",
    "2021-01-01 UT-01:00",
    "2021-01-01 GMT0",
    "2021-01-01 GMT+01:00",
    "2021-01-01 +01:00",
    "2021-01-01 +0100",
    "2021-01-01 +19:00",
    "2021-01-01 Europe/Paris",
    "2021-01-01 europe/paris",
    "2021-01-01 Europe/Nowhere",
    "2021-01-01 EST5EDT",
    "2021-01-01 EST",
    "2021-01-01 Etc/GMT+5",
    "2021-01-01 Zulu",
    "2021-01-01 America/Argentina/Buenos_Aires",
    "2021-01-01 constructor",
    "2021-01-01 __proto__",
  ],
  ["uuuu-MM-dd[ VV][' UTC+24:00']", "2021-01-01 UTC+24:00", "2021-01-01 UTC+19:00"],
  [
    "uuuu-MM-dd z",
    "2021-01-01 EST",
    "2021-07-01 EDT",
    "2021-07-01 EST",
    "2021-07-01 PST",
    "2021-07-01 UTC",
    "2021-07-01 GMT",
    "2021-07-01 CET",
    "2021-07-01 BST",
    "2021-07-01 IST",
    "2021-07-01 JST",
    "2021-07-01 MSK",
    "2021-07-01 XYZ",
    "2021-07-01 America/New_York",
    "2021-07-01 UTC+02:00",
    "2021-07-01 est",
  ],
  [
    "uuuu-MM-dd zzzz",
    "2021-07-01 Eastern Standard Time",
    "2021-07-01 Pacific Daylight Time",
    "2021-07-01 Coordinated Universal Time",
    "2021-07-01 Greenwich Mean Time",
    "2021-07-01 Central European Summer Time",
    "2021-07-01 Japan Time",
  ],
  ["uuuu-MM-dd v", "2021-07-01 ET", "2021-07-01 PT", "2021-07-01 EST"],
  ["uuuu-MM-dd vvvv", "2021-07-01 Eastern Time", "2021-07-01 Pacific Time"],
  [
    "uuuu-MM-dd HH:mm XXX'['VV']'",
    "2021-11-07 01:30 -05:00[America/New_York]",
    "2021-11-07 01:30 -04:00[America/New_York]",
    "2021-07-01 01:30 +09:00[America/New_York]",
  ],
  ["uuuu-MM-dd VV z", "2021-07-01 Europe/Paris PST", "2021-07-01 PST Europe/Paris"],
  ["[uuuu-MM-dd][M/d/uuuu]", "2021-01-02", "1/2/2021", "2021-01-021/2/2021", "2021-01-023/4/2021", ""],
  [
    "uuuu-MM-dd[' 'HH[:mm[:ss]]]",
    "2021-01-01",
    "2021-01-01 ",
    "2021-01-01 10",
    "2021-01-01 10:",
    "2021-01-01 10:20",
    "2021-01-01 10:20:30",
    "2021-01-01 10:20:",
  ],
  ["uuuu-MM[-dd][-dd]", "2021-01-01", "2021-01-01-01", "2021-01-01-02"],
  ["ppppd-MM-uuuu", "   1-01-2021", "  01-01-2021", "1-01-2021", "0001-01-2021", "    -01-2021"],
  ["pppppMMMM d uuuu", "  May 1 2021", "March 1 2021", "April 1 2021", "September 1 2021"],
  ["uuuu-MM-dd SSS", "2021-01-01 123", "2021-01-01 12", "2021-01-01 1234", "2021-01-01 1x3"],
  ["uuuuMMddHHmmssSSS", "20210101050607089", "2021010105060708", "120210101050607089", "+120210101050607089"],
  ["uuuuMMw", "2021011", "20210112"],
  ["uuuu M W E e", "2021 1 2 Tue 3"],
  ["YYYY w EEEE c", "2021 2 Tuesday 3"],
  ["Y".repeat(20) + "-w-e", "00000000000000002021-2-3"],
  ["wmmYYYY EEE", "712+12021 Sun", "71202021 Sun", "7122021 Sun", "07122021 Sun"],
  ["dHHMMyyyy", "10112+12021", "1011202021", "011202021", "1101202021"],
  ["uuuuMMddu", "202101022021", "2021012021", "120210102021"],
  ["YYYY we", "2021 97", "2021 117", "2021 7", "2021 1117"],
  ["YYYYwwe", "2021117", "12021117", "+12021117"],
  ["uuuu-MM We", "2021-01 11", "2021-01 1", "2021-01 111"],
  ["uuuu-MM eW", "2021-01 11", "2021-01 12"],
  ["yyyy-'MM'-dd''MM", "2021-MM-01'02", "2021-MM-0102"],
];

const zoneWalls: [zone: string, ...walls: string[]][] = [
  [
    "America/New_York",
    "2021-03-14 01:59",
    "2021-03-14 02:00",
    "2021-03-14 02:30",
    "2021-03-14 03:00",
    "2021-11-07 00:59",
    "2021-11-07 01:00",
    "2021-11-07 01:59",
    "2021-11-07 02:00",
    "1975-02-23 02:30",
    "2006-04-02 02:30",
    "2006-10-29 01:30",
    "1985-04-28 02:30",
  ],
  ["America/Los_Angeles", "2021-03-14 02:30", "2021-11-07 01:30", "1980-04-27 02:30"],
  ["Europe/London", "2021-03-28 01:30", "2021-10-31 01:30", "1971-01-01 00:00", "1970-06-01 12:00"],
  ["Europe/Paris", "2021-03-28 02:30", "2021-10-31 02:30", "1990-09-30 02:30"],
  ["Europe/Dublin", "2021-03-28 01:30", "2021-10-31 01:30"],
  ["Europe/Moscow", "2011-03-27 02:30", "2014-10-26 01:30", "2020-01-01 00:00"],
  ["Australia/Sydney", "2021-10-03 02:30", "2021-04-04 02:30"],
  ["Australia/Lord_Howe", "2021-10-03 02:15", "2021-04-04 01:45"],
  ["Asia/Kolkata", "2021-01-01 00:00", "1986-06-01 12:00"],
  ["Asia/Kathmandu", "1985-12-31 23:59", "1986-01-01 00:05", "1986-01-01 00:15"],
  ["Asia/Tehran", "2022-03-22 00:30", "2022-09-21 23:30", "2023-03-22 00:30"],
  ["Pacific/Apia", "2011-12-29 23:59", "2011-12-30 12:00", "2011-12-31 00:00"],
  ["Pacific/Kiritimati", "1994-12-31 12:00", "1995-01-01 00:00"],
  ["America/Sao_Paulo", "2018-11-04 00:30", "2018-02-17 23:30", "2019-12-01 00:00"],
  ["Africa/Casablanca", "2019-05-05 02:30", "2019-06-09 02:30"],
  ["Africa/Cairo", "2014-05-15 23:30", "2010-09-30 23:30"],
  ["America/Caracas", "2007-12-09 02:45", "2016-05-01 02:45"],
  ["Asia/Pyongyang", "2015-08-14 23:45", "2018-05-04 23:45"],
  ["Antarctica/Troll", "2021-03-28 02:30", "2021-10-31 02:30"],
  ["Etc/GMT-14", "2021-01-01 00:00"],
  ["UTC", "2021-01-01 00:00"],
];

/** Everything that is asked for the committed vectors, always the same. */
export function committedCases(): TimeCase[] {
  const cases: TimeCase[] = [];
  for (const letter of letters) {
    for (let count = 1; count <= 6; count++) {
      const run = letter.repeat(count);
      for (const pattern of [run, `uuuu-MM-dd'T'HH:mm:ss ${run}`, `${run}uuuuMMdd`]) {
        for (const [instant, zone] of pattern === run ? instants.slice(0, 1) : instants)
          cases.push({ pattern, instant, zone });
        cases.push({ pattern, instant: instants[0][0], zone: "UTC", damage: 1 });
      }
    }
  }
  for (const pattern of plainPatterns) {
    for (const [instant, zone] of instants)
      cases.push(
        { pattern, instant, zone },
        { pattern, instant, zone, damage: 1 },
        { pattern, instant, zone, damage: 2 },
      );
  }
  for (const pattern of hostilePatterns)
    cases.push({ pattern, text: "2021-01-01" }, { pattern, instant: instants[0][0], zone: "UTC" });
  for (const [pattern, ...texts] of handTexts) for (const text of texts) cases.push({ pattern, text });
  for (const [zone, ...walls] of zoneWalls) {
    for (const wall of walls)
      cases.push(
        { pattern: "uuuu-MM-dd HH:mm VV", text: `${wall} ${zone}` },
        { pattern: "VV uuuu-MM-dd h:mm", text: `${zone} ${wall}` },
      );
  }
  return cases;
}

const zonePool = [
  "UTC",
  "America/New_York",
  "Europe/Paris",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "+05:30",
  "-03:00",
  "+01:02:03",
  "Z",
  "Pacific/Apia",
  "America/Sao_Paulo",
  "GMT+01:00",
];
const datePieces = [
  "uuuu-MM-dd",
  "yyyy-MM-dd",
  "M/d/yy",
  "uuuuMMdd",
  "uuuu-DDD",
  "YYYY-'W'ww-e",
  "Y w E",
  "uuuu M W e",
  "g",
  "d MMM uuuu",
  "EEE, d MMMM yyyy",
  "G yyyy MM dd",
  "yyMMdd",
  "uuuuDDD",
  "u M d",
  "YYwwe",
  "Ywe",
  "YYYYwe",
  "uMWe",
  "uuuuMMWee",
];
const timePieces = [
  "HH:mm:ss",
  "H:mm",
  "hh:mm a",
  "h:mm:ss.SSS a",
  "HHmmss",
  "HHmmssSSS",
  "kk:mm",
  "K a",
  "A",
  "N",
  "HH:mm:ss.n",
  "h B",
  "H:mm B",
  "ss",
  "HH",
  "HH.SSS",
  "a",
  "B",
  "hh",
];
const zonePieces = ["X", "XXX", "x", "xx", "Z", "ZZZZ", "ZZZZZ", "O", "OOOO", "VV", "z", "zzzz", "v", "XXX'['VV']'"];

/** Random cases, weighted to what nearly fits. Years stay where the time zone data of JVM and Node agree. */
export function randomCases(count: number, seed: number): TimeCase[] {
  const below = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const run = (): string =>
    (below(9) === 0 ? "p".repeat(1 + below(6)) : "") + pick(letters).repeat(1 + (below(3) === 0 ? below(6) : below(2)));
  const gap = (): string => pick(["", "", " ", "-", "'T'", ":", "/", ", ", "''"]);
  const cases: TimeCase[] = [];
  while (cases.length < count) {
    const pieces: string[] = [];
    if (below(8) > 0) pieces.push(pick(datePieces));
    if (below(5) > 0) pieces.push(pick(timePieces));
    if (below(3) === 0) pieces.push(pick(zonePieces));
    for (let extra = below(4); extra > 0; extra--) pieces.push(run());
    if (below(3) === 0) pieces.sort(() => below(3) - 1);
    let pattern = "";
    for (const piece of pieces)
      pattern += below(5) === 0 ? `[${gap()}${piece}]` : `${pattern === "" ? "" : gap()}${piece}`;
    if (below(12) === 0) {
      const at = below(pattern.length + 1);
      pattern = pattern.slice(0, at) + pick(["[", "]", "'", "p", "u", "#", " ", "9"]) + pattern.slice(at + below(2));
    }
    const year = below(10) === 0 ? 1 + below(9999) : 1980 + below(45);
    const zone = year < 1980 ? pick(["UTC", "+05:30", "Z"]) : year > 2024 ? "UTC" : pick(zonePool);
    const instant = new Date(Date.UTC(2000, below(12), 1 + below(31), below(24), below(60), below(60), below(1000)));
    instant.setUTCFullYear(year);
    for (let times = 1 + below(4); times > 0; times--)
      cases.push({ pattern, instant: instant.toISOString(), zone, damage: below(2) * (1 + below(3)) });
  }
  return cases.slice(0, count);
}

const damages = [..."0123456789+-: ZAPMT/[]x'."];

/** A text with a few characters changed, left out, doubled or swapped. */
export function damaged(text: string, times: number, below: (limit: number) => number): string {
  let result = text;
  for (let time = 0; time < times; time++) {
    const at = below(result.length + 1);
    const character = damages[below(damages.length)] ?? "";
    const kind = below(4);
    if (kind === 0) result = result.slice(0, at) + character + result.slice(at);
    else if (kind === 1) result = result.slice(0, at) + result.slice(at + 1);
    else
      result =
        result.slice(0, at) + (/[0-9]/.test(result.charAt(at)) ? String(below(10)) : character) + result.slice(at + 1);
  }
  return result;
}
