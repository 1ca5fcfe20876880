// In: nothing; out: the constructs of Java's patterns, each with texts that tell its readings apart.

export interface Construct {
  readonly patterns: readonly string[];
  readonly inputs: readonly string[];
  readonly replacements: readonly string[];
}

/** Every pattern of a construct is tried with each of its texts and replacements. */
export function constructs(): readonly Construct[] {
  return [
    of(["a*+a", "a*+b", "a++", "(?:a|ab)++c", "(?:a|ab){2}+", "a?+a", "a{1,2}+a", "(?>a|ab)c", "(?>a*)b", "(a++)b", "(?>(a+))b\\1", "x*+", "(?:ab)*+a", "(a|b)*+c", "(?>a)?b", "(?:a{0,2}+){2}?b?", "(?:a?+b?+){2,3}"], ["", "aab", "abac", "ababc", "aabaa", "xx"]),
    of(["a*?b", "a+?", "a??b", "(a*?)(b*)", "a{1,3}?", "(?:a|b)+?b", "a{2}{3}", "{1}", "x{0}", "(a){0}b", "(?:){3}a", "a{1,}b", "^*a", "$?b", "\\b+a", "(?=a)*ab"], ["", "aab", "aaaa", "ab", "bbb"]),
    of(["(?i)abc", "(?i:a)b", "a(?i)b|c", "(a(?i)b)c", "(?i)[a-c]+", "(?i)[^a]", "(?-i)a", "(?i)k", "(?iu)k", "(?iu)[a-z]+", "(?i)s+", "(?iu)ss", "(?u)k", "(?i)é", "(?iu)é", "(?iu)[à-ö]", "(?iU)é"], ["ABC", "abC", "aBc", "k\u212aK", "s\u017fS", "éÉ", "aBCc"]),
    of(["(?iu)\u0130", "(?iu)i", "(?iu)\u0131", "(?iu)ı+x", "(?iu)ix", "(?iu)[i]", "(?iu)µ", "(?iu)[µ]", "(?iu)\u{10400}", "(?iu)ß", "(?iu)ǆ", "(?iu)ſt", "(?iu)σ", "(?iu)[Σ]"], ["iIİı", "ixIXİxıx", "µΜμ", "\u{10400}\u{10428}", "ßẞSS", "ǅǆǄ", "ſtSt", "σςΣ"]),
    of(["(?m)^", "(?m)$", "(?m)^a", "a$", "^a", "a\\Z", "a\\z", "(?m)a$", "(?dm)^", "(?dm)$", "(?d)a$", "(?d)a\\Z", "\\Aa", "(?m)^$", ".", "(?s).", "(?d).", ".*$", "$", "\\Z", "\\z"], ["", "a", "a\n", "a\r\n", "a\r", "a\u0085b", "a\u2028", "a\n\n", "\na", "a\nb\r\na"]),
    of(["\\R", "\\R+", "\\R{2}", "(\\R)\\n", "\\R\\n", "(?:\\R)*\\n", "\\v", "\\v+", "\\V", "\\h", "\\h+", "\\H", "[\\v]", "[^\\v]", "[\\h_]", "[\\v-x]"], ["a\r\nb", "\r\n\n", "\u000b\f\u0085", " \t\u00a0\u1680\u180e\u3000x", "\r\r\n", "ab"]),
    of(["\\bfoo\\b", "\\b", "\\B", "\\bé", "a\\b", "\\b\\w+\\b", "(?U)\\b", "\\B.", "(?:\\H|\\b){2}", "(?:.|\\b)+", ".\\b.", "(?<=\\b)a", "\\b(?=a)"], ["foo bar", "_foo", "éa é", "e\u0301a", "\u0301", "-a-", "𝒜a", "٣ a", "a-\u0301b"]),
    of(["[abc]", "[^abc]", "[a-c&&b-d]", "[a-z&&[^b-y]]", "[a-d[m-p]]", "[abc&&[^b]]", "[a&&b]", "[a&&]", "[&&a]", "[a&&b&&c]", "[a-c&&[bc]d]", "[^a&&b]", "[a&b]", "[a&&&b]", "[a&&&&a]", "[[a]&&b-z]", "[a[b]&&[b]&c]", "[^a[b]]", "[^[^a]]", "[]a]", "[^]a]", "[a^]", "[-a]", "[a-]", "[a-[b]]", "[\\]]", "[a-c-e]", "[\\w&&[^\\d_]]", "[\\p{L}&&[^a]]", "[&]"], ["abcdemz]", "a&-^", "B1_é"]),
    of(["(?x) a b # c\n d", "(?x)a\\ b", "(?x)[a b]", "(?x)[ ^a]", "(?x)[a#b\nc]", "(?x: a )b", "(?x)a +", "(?x)\\Qa b\\E", "(?x)a{ 2 }", "(?x)( ?:a)", "(?xd)a#x\r\nb", "(?x)\\x4 1"], ["abd", "a b", "aa", "b", "c #"]),
    of(["\\Qa.b\\E", "\\Qa\\E+", "\\Q.*", "\\Q\\E", "a\\Q(\\Eb", "\\Qab\\E*", "(a)\\1\\Q1\\E", "\\Q1\\E2", "\\E", "[\\Q]^\\E]", "\\Q\\\\E", "\\Qa\\Qb\\E", "\\\\Qa"], ["a.b", "aa", ".*", "a(b", "aa1", "]^", "\\Qa"]),
    of(["\\p{Lower}", "\\p{Upper}", "\\p{Alpha}", "\\p{Digit}", "\\p{Alnum}", "\\p{Punct}", "\\p{Graph}", "\\p{Print}", "\\p{Blank}", "\\p{Cntrl}", "\\p{XDigit}", "\\p{Space}", "\\p{ASCII}", "\\P{Lower}", "(?U)\\p{Lower}", "(?U)\\p{Punct}", "(?U)\\p{Print}", "(?U)\\p{XDigit}", "(?i)\\p{Lower}", "(?U)\\p{lower}", "(?U)\\p{Blank}"], ["aB1 \t_-$", "éÉ٣\u3000", "\u0000\u007f\u0085\u200b"]),
    of(["\\p{L}", "\\pL", "\\PL", "\\p{Lu}", "\\p{Lt}", "\\p{M}", "\\p{Nd}", "\\p{N}", "\\p{P}", "\\p{Sc}", "\\p{Zs}", "\\p{C}", "\\p{Cn}", "\\p{LC}", "\\p{LD}", "\\p{L1}", "\\p{all}", "\\p{gc=Lu}", "\\p{general_category=Nl}", "\\p{IsL}", "(?i)\\p{Lu}", "\\p{IsAlphabetic}", "\\p{IsIdeographic}", "\\p{IsLetter}", "\\p{IsLowercase}", "\\p{IsTitlecase}", "\\p{IsWhite_Space}", "\\p{IsHex_Digit}", "\\p{IsAssigned}", "\\p{IsJoin_Control}", "\\p{IsNoncharacter_Code_Point}", "\\p{IsWord}", "\\p{IsPunctuation}", "\\p{isalphabetic}"], ["aBǅ1٣Ⅷ", "漢e\u0301€ _", "\u200d\uffff\u0378\u{1f600}\u{1fae8}"]),
    of(["\\p{IsLatin}", "\\p{IsGreek}", "\\p{script=Cyrillic}", "\\p{sc=Grek}", "\\p{IsHan}", "\\p{InGreek}", "\\p{InBasicLatin}", "\\p{In Basic Latin}", "\\p{block=CYRILLIC}", "\\p{blk=Latin-1 Supplement}", "\\p{IsCommon}", "\\p{script=Zzzz}", "\\p{InMongolian}", "\\p{IsUnknown}", "\\p{Script=hira}", "\\p{IsXyz}", "\\p{InNowhere}", "\\p{foo=bar}", "\\p{}", "\\p{Foo}", "\\p{Lower", "\\p{lower}"], ["aαЖ漢ひ", "é1\u1820\u{1e900}", "\u0378"]),
    of(["\\p{javaLowerCase}", "\\p{javaUpperCase}", "\\p{javaTitleCase}", "\\p{javaDigit}", "\\p{javaLetter}", "\\p{javaLetterOrDigit}", "\\p{javaWhitespace}", "\\p{javaSpaceChar}", "\\p{javaMirrored}", "\\p{javaISOControl}", "\\p{javaDefined}", "\\p{javaJavaIdentifierStart}", "\\p{javaJavaIdentifierPart}", "\\p{javaUnicodeIdentifierStart}", "\\p{javaUnicodeIdentifierPart}", "\\p{javaIdentifierIgnorable}", "\\p{javaAlphabetic}", "\\p{javaIdeographic}", "\\P{javaLowerCase}", "(?i)\\p{javaLowerCase}"], ["aBǅ1٣$_", "ª漢\u00a0 \t(", "\u0000\u0085\u00ad\u0378Ⅷ"]),
    of(["\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "(?U)\\d", "(?U)\\D", "(?U)\\w", "(?U)\\W", "(?U)\\s", "(?U)\\S", "[\\d\\s]", "[^\\w]", "(?U)[\\w&&[^\\d]]"], ["a1 _\t", "é٣\u3000\u0085", "e\u0301\u200d\u000b"]),
    of(["\\01", "\\012", "\\0101", "\\0400", "\\08", "\\0", "\\x41", "\\x4", "\\x{41}", "\\x{1F600}", "\\x{110000}", "\\x{}", "\\x{41", "\\u0041", "\\u004", "\\uD83D\\uDE00", "\\uD83D", "\\ud83d\\u0041", "\\x{D83D}\\x{DE00}", "\\cA", "\\c", "\\c@", "\\ca", "\\a", "\\e", "\\f", "\\t", "\\n", "\\r", "\\N{LATIN SMALL LETTER A}", "\\N{digit one}", "\\N{NO SUCH NAME}", "\\N{", "\\Na"], ["A", "\u0001\n ", "😀", "\ud83d", "\u0007\u001b\f\t", "a18"]),
    of(["\\y", "\\j", "\\C", "\\E", "\\g", "\\i", "\\l", "\\m", "\\o", "\\q", "\\F", "\\I", "\\K", "\\L", "\\M", "\\O", "\\T", "\\U", "\\Y", "\\_", "\\-", "\\é", "\\ ", "\\<", "[\\b]", "[\\A]", "[\\1]", "[\\R]", "[\\y]", "\\", "a\\", "[\\", "(\\", "\\8", "\\9"], ["a_-é <", "ab"]),
    of(["*", "+", "?", "a**", "a+*", "(*a)", "|*", "(", ")", "(a", "a)", "[", "[a", "[^", "[a-", "[b-a]", "[a-\\d]", "[\\d-a]", "{", "{a", "a{", "a{1", "a{1,", "a{2,1}", "a{99999999999}", "a{,2}", "}", "]", "a}", "(?", "(?:", "(?a)", "(?i", "(?<", "(?<a", "(?<1>a)", "(?<a>x)(?<a>y)", "(?<a_b>x)", "(?P<a>x)", "(?'a'x)", "(?#x)", "(?$a)", "(?@a)", "(?i-)a", "(?-)a", "(?i-m-s)a", "[[:alpha:]]", "[[a]", "[a&&", "[&&]", "(?i)*", "x{1}{", "\\k", "\\k<a>", "\\k<a", "(?<a>x)\\k<b>", "(?<a>x)\\k<a>"], ["a", "xx", "}]"]),
    of(["(a)\\1", "(a|b)\\1", "(?:(a)|b)\\1", "(a)?\\1", "(a\\1)", "\\1(a)", "(a)|b\\1", "(a)(b)\\2\\1", "(a)\\11", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10\\11", "(?i)(a)\\1", "(?i)(\\d)\\1", "(?i)(['\"])x\\1", "(a*)\\1", "(a+)+\\1", "(?:(a)x)+\\1", "(?<n>a)\\k<n>", "(?=(a))\\1", "(?>(a+))\\1", "(a)\\1?", "\\2(a)", "(?:\\1|(a))+"], ["aa", "bb", "aabb", "abba", "aA", "axaxa", "11'x'", "abcdefghijja1", ""]),
    of(["(a)*", "(a)+", "(a|b)+", "(ab)*b", "(a*)*", "(a*)+", "(?:(a)|b)*", "((a)b)+", "(a(b)?)+", "(?:(a)|(b))+", "(a?)*b", "(\\w)+", "(a)|(b)", "(a)?b", "(?:(\\d)-)+", "(a|ab)(c|bcd)(d*)", "(?=(a))a|b", "(?!(a))b", "(?<=(a))b", "(?>(a)|b)", "(|a)+", "(?:|a)+", "(a||b)*", "(a??)*b"], ["ab", "aab", "abab", "ba", "abcd", "1-2-", "b"], ["[$1]", "<$0>"]),
    of(["(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(?<=a|bc)d", "(?<=a{1,3})b", "(?<=a*)b", "(?<=a+b)c", "(?<=(?:ab)*)c", "(?<=a*?)b", "(?<=(a|b)+)c", "(?<=\\d{2,4})x", "(?<=^a)b", "(?<!^)a", "(?<=\\b)a", "(?<=.)b", "(?<=..)b", "(?<=[^x])b", "(?<=[^x]{2})b", "(?<=.{1,2})b", "(?<=\\1)(a)", "(?<=a(?=b))b", "(?<=😀)b", "(?<=.|😀)b", "(?<=\\R)b", "(?<=\\p{L})b", "(?<=a\\b)-", "(?<=(?<=a)b)c", "(?=a|b)\\w", "(?!\\d)\\w+"], ["ab", "bcd", "aabc", "12x", "😀b", "x😀b", "\r\nb", "𝒜b", "a-b", "éb"]),
    of(["\\G\\d", "\\Ga|\\Gb", "(?:\\G)a", "a\\G", "\\G", "a|\\Gb", "\\G(?:a|b)", "\\G*a", "(\\G\\w)"], ["12a3", "aba", "xab", "", "bb"]),
    of(["\\X", "\\X\\X", "a\\X", "\\X+", "(\\X)x", "\\b{g}", "\\b{g", "\\b{x}", "\\X{2}", "[\\X]"], ["e\u0301x", "👨‍👩‍👧x", "🇩🇪🇫🇷🇺", "\r\n\n", "각가ᄀ", "\u0600a", "\u0301\u0301a", "नि", "👍🏽!", "a\u200d👍"]),
    of(["", "a|", "|a", "a||b", "()", "(|a)", "x*", "(?:)", "a{0}", "b??", "^", "\\b"], ["", "a", "aXbX", "😀a", "\ud83d", "xx"]),
    of([".", "[^a]", "\\W", "😀", "[😀-😎]", "\\ud83d", "[\\ud83d]", "[\\ude00]", "\\P{L}", "a.b", "😀+", "[^😀]", "\\x{10400}-", "[\\x{10000}-\\x{10ffff}]"], ["😀", "a😀b", "\ud83d", "\ude00\ud83d", "😀😎", "\u{10400}-", "a\ud83db"]),
    // Replacements.
    of(["(a)(b)?", "(?<n>a)(?<m2>b)?"], ["ab", "aab", "x"], ["$1", "$2", "$0", "$3", "$12", "$10", "$01", "$", "$$", "\\", "\\$1", "\\\\", "\\a", "a$", "$a", "${n}", "${m2}", "${x}", "${}", "${n", "${1}", "${n_}", "$-1", "${n}$2$1", "$0$0", "😀$1", "\\😀"]),
    of(["(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)"], ["abcdefghijk"], ["$1", "$10", "$11", "$12", "$110", "$011", "$0011", "$99"]),
    // As people write them.
    of(["[^A-Za-z0-9_]+", "\\s+", "^\\s+|\\s+$", "(\\d{3})-(\\d{4})", "^(.*?)@(.*)$", "https?://([^/]+)/?.*", "(\\d+)\\.(\\d+)", "\\d{4}-\\d{2}-\\d{2}.*", "\\w+_\\d{4}-\\d{2}-\\d{2}\\.json\\.gz", "(?i)^(true|yes)$", ".*/(.*)\\.parquet", "(?<y>\\d{4})/(?<m>\\d{2})", "[\\p{Punct}&&[^_]]", "^$", "\\$\\{(\\w+)\\}", "(?<=\\d)(?=(\\d{3})+$)"], ["  a b\t", "555-1234", "me@example.com", "https://a.b/c?d", "1.25", "x_2024-01-02.json.gz", "YES", "p/q/r.parquet", "2024/05", "a_b-c!", "${x}", "1234567"], ["$1", "_"]),
    // Hostile ones.
    of(["__proto__", "\\Q*/\\E", "</script>", "\u2028", "['\"`]", "\\\\", "\\u2028|\\u2029", "\\$\\{", "[\\\\/]", "\u0000", "[\u0000-\u001f]"], ["__proto__", "*/ </script>", "a\u2028b", "'\"`\\/", "\u0000\u0001", "${x}"], ["constructor", "`\\${1}\\`", "\u2028"]),
  ];
}

function of(patterns: readonly string[], inputs: readonly string[], replacements: readonly string[] = ["<$0>"]): Construct {
  return { patterns, inputs, replacements };
}
