// In: cases on standard input, one a line, as tab-separated hexadecimal UTF-16 (pattern, replacement, input); out: what this JVM answers to each.
// With the argument "unicode": out come the character tables of this JVM instead, one "key<tab>value" a line.

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

public final class RegexVectors {
  /** Characters a match may read before it counts as too slow to be a vector. */
  private static final long BUDGET = 400_000;

  private static final class TooSlow extends RuntimeException {
    TooSlow() {
      super(null, null, false, false);
    }
  }

  /** A text that counts how often it is read, so that a runaway match ends. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long left = BUDGET;

    Counted(String text) {
      this.text = text;
    }

    @Override public int length() {
      return text.length();
    }

    @Override public char charAt(int index) {
      if (--left < 0) throw new TooSlow();
      return text.charAt(index);
    }

    @Override public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override public String toString() {
      return text;
    }
  }

  public static void main(String[] arguments) throws Exception {
    var out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.US_ASCII));
    if (arguments.length == 1 && arguments[0].equals("unicode")) writeTables(out);
    else answerCases(out);
    out.flush();
  }

  private static void answerCases(BufferedWriter out) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] fields = line.split("\t", -1);
      out.write(answer(text(fields[0]), text(fields[1]), text(fields[2])));
      out.write('\n');
    }
  }

  /** "syntax", "crash", "slow", or: matches() as 0/1, find() as 0/1, whether a pair of surrogates was split as 0/1, and replaceAll in hex or "!replacement". */
  private static String answer(String pattern, String replacement, String input) {
    Pattern compiled;
    try {
      compiled = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      return "syntax";
    } catch (RuntimeException | StackOverflowError e) {
      return "crash";
    }
    try {
      boolean whole = compiled.matcher(new Counted(input)).matches();
      boolean split = false;
      boolean found = false;
      Matcher finder = compiled.matcher(new Counted(input));
      while (finder.find()) {
        found = true;
        split |= inPair(input, finder.start()) || inPair(input, finder.end());
      }
      String replaced;
      try {
        replaced = hex(compiled.matcher(new Counted(input)).replaceAll(replacement));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        replaced = "!replacement";
      }
      return (whole ? "1" : "0") + "\t" + (found ? "1" : "0") + "\t" + (split ? "1" : "0") + "\t" + replaced;
    } catch (TooSlow e) {
      return "slow";
    } catch (RuntimeException | StackOverflowError e) {
      return "crash";
    }
  }

  private static boolean inPair(String text, int index) {
    return index > 0 && index < text.length() && Character.isSurrogatePair(text.charAt(index - 1), text.charAt(index));
  }

  private static String text(String hex) {
    var text = new StringBuilder();
    for (int i = 0; i < hex.length(); i += 4) text.append((char) Integer.parseInt(hex.substring(i, i + 4), 16));
    return text.toString();
  }

  private static String hex(String text) {
    var hex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) hex.append(String.format("%04x", (int) text.charAt(i)));
    return hex.toString();
  }

  private static void writeTables(BufferedWriter out) throws Exception {
    var categories = new TreeMap<>(rangesOfEach(Character::getType));
    for (var entry : categories.entrySet()) line(out, "category " + categoryName(entry.getKey()), entry.getValue());

    line(out, "Lowercase", ranges(Character::isLowerCase));
    line(out, "Uppercase", ranges(Character::isUpperCase));
    line(out, "Alphabetic", ranges(Character::isAlphabetic));
    line(out, "Ideographic", ranges(Character::isIdeographic));
    line(out, "JavaIdentifierStart", ranges(Character::isJavaIdentifierStart));
    line(out, "JavaIdentifierPart", ranges(Character::isJavaIdentifierPart));
    line(out, "UnicodeIdentifierStart", ranges(Character::isUnicodeIdentifierStart));
    line(out, "UnicodeIdentifierPart", ranges(Character::isUnicodeIdentifierPart));
    line(out, "IdentifierIgnorable", ranges(Character::isIdentifierIgnorable));
    line(out, "Whitespace", ranges(Character::isWhitespace));
    line(out, "Mirrored", ranges(Character::isMirrored));
    line(out, "ExtendedPictographic", ranges(extendedPictographic()));

    Map<String, Character.UnicodeScript> aliases = staticMap(Character.UnicodeScript.class, "aliases");
    var scripts = rangesOfEach(Character.UnicodeScript::of);
    for (var script : Character.UnicodeScript.values()) {
      var names = new TreeSet<String>();
      names.add(script.name());
      aliases.forEach((name, of) -> { if (of == script) names.add(name); });
      line(out, "script " + String.join("|", names), scripts.getOrDefault(script, ""));
    }
    Map<String, Character.UnicodeBlock> blocks = staticMap(Character.UnicodeBlock.class, "map");
    var ofBlocks = rangesOfEach(Character.UnicodeBlock::of);
    var names = new TreeMap<String, TreeSet<String>>();
    blocks.forEach((name, block) -> names.computeIfAbsent(block.toString(), k -> new TreeSet<>()).add(name));
    for (var entry : names.entrySet()) {
      var block = blocks.get(entry.getValue().first());
      line(out, "block " + String.join("|", entry.getValue()), ofBlocks.getOrDefault(block, ""));
    }
    line(out, "toUpper", mapping(Character::toUpperCase));
    line(out, "toLower", mapping(Character::toLowerCase));
    for (int point = 0; point <= 0x206f; point++) {
      if (point == 0x100) point = 0x2000;
      String name = Character.getName(point);
      if (name != null) line(out, "name", Integer.toString(point, 36) + " " + name);
    }
  }

  private static String categoryName(int type) {
    return switch (type) {
      case Character.UNASSIGNED -> "Cn";
      case Character.UPPERCASE_LETTER -> "Lu";
      case Character.LOWERCASE_LETTER -> "Ll";
      case Character.TITLECASE_LETTER -> "Lt";
      case Character.MODIFIER_LETTER -> "Lm";
      case Character.OTHER_LETTER -> "Lo";
      case Character.NON_SPACING_MARK -> "Mn";
      case Character.ENCLOSING_MARK -> "Me";
      case Character.COMBINING_SPACING_MARK -> "Mc";
      case Character.DECIMAL_DIGIT_NUMBER -> "Nd";
      case Character.LETTER_NUMBER -> "Nl";
      case Character.OTHER_NUMBER -> "No";
      case Character.SPACE_SEPARATOR -> "Zs";
      case Character.LINE_SEPARATOR -> "Zl";
      case Character.PARAGRAPH_SEPARATOR -> "Zp";
      case Character.CONTROL -> "Cc";
      case Character.FORMAT -> "Cf";
      case Character.PRIVATE_USE -> "Co";
      case Character.SURROGATE -> "Cs";
      case Character.DASH_PUNCTUATION -> "Pd";
      case Character.START_PUNCTUATION -> "Ps";
      case Character.END_PUNCTUATION -> "Pe";
      case Character.CONNECTOR_PUNCTUATION -> "Pc";
      case Character.OTHER_PUNCTUATION -> "Po";
      case Character.MATH_SYMBOL -> "Sm";
      case Character.CURRENCY_SYMBOL -> "Sc";
      case Character.MODIFIER_SYMBOL -> "Sk";
      case Character.OTHER_SYMBOL -> "So";
      case Character.INITIAL_QUOTE_PUNCTUATION -> "Pi";
      case Character.FINAL_QUOTE_PUNCTUATION -> "Pf";
      default -> throw new IllegalStateException("category " + type);
    };
  }

  /** What \X takes for Extended_Pictographic, asked of \X itself: two in a row joined by a ZWJ are one grapheme. */
  private static IntPredicate extendedPictographic() {
    Pattern grapheme = Pattern.compile("\\X");
    return point -> Character.getType(point) != Character.SURROGATE
        && grapheme.matcher(new StringBuilder().appendCodePoint(point).append('\u200d').appendCodePoint(point)).matches()
        && !grapheme.matcher(new StringBuilder().append('a').append('\u200d').appendCodePoint(point)).matches();
  }

  @SuppressWarnings("unchecked")
  private static <T> Map<String, T> staticMap(Class<?> owner, String field) throws Exception {
    Field map = owner.getDeclaredField(field);
    map.setAccessible(true);
    return (Map<String, T>) map.get(null);
  }

  /** "gap length" pairs in base 36: code points to skip since the last range, and how many belong to this one. */
  private static String ranges(IntPredicate has) {
    List<String> parts = new ArrayList<>();
    int end = 0;
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (!has.test(point)) continue;
      int start = point;
      while (point <= Character.MAX_CODE_POINT && has.test(point)) point++;
      parts.add(Integer.toString(start - end, 36));
      parts.add(Integer.toString(point - start, 36));
      end = point;
    }
    return String.join(" ", parts);
  }

  /** As `ranges`, for each thing that code points belong to, in one pass: there are some hundred blocks and scripts. */
  private static <T> Map<T, String> rangesOfEach(IntFunction<T> belongsTo) {
    Map<T, StringBuilder> parts = new HashMap<>();
    Map<T, Integer> ends = new HashMap<>();
    for (int point = 0; point <= Character.MAX_CODE_POINT;) {
      T one = belongsTo.apply(point);
      int start = point;
      do point++; while (point <= Character.MAX_CODE_POINT && Objects.equals(belongsTo.apply(point), one));
      if (one == null) continue;
      StringBuilder of = parts.computeIfAbsent(one, key -> new StringBuilder());
      if (!of.isEmpty()) of.append(' ');
      of.append(Integer.toString(start - ends.getOrDefault(one, 0), 36)).append(' ').append(Integer.toString(point - start, 36));
      ends.put(one, point);
    }
    Map<T, String> ranges = new HashMap<>();
    parts.forEach((one, text) -> ranges.put(one, text.toString()));
    return ranges;
  }

  /** "start count step delta" fours in base 36: count code points from start, every step-th, map to themselves plus delta. */
  private static String mapping(IntUnaryOperator map) {
    List<String> parts = new ArrayList<>();
    int point = 0;
    while (point <= Character.MAX_CODE_POINT) {
      int delta = map.applyAsInt(point) - point;
      if (delta == 0) {
        point++;
        continue;
      }
      int step = map.applyAsInt(point + 1) - (point + 1) == delta ? 1 : 2;
      int count = 1;
      while (map.applyAsInt(point + count * step) - (point + count * step) == delta
          && (step == 1 || map.applyAsInt(point + count * step - 1) == point + count * step - 1)) count++;
      if (count == 1) step = 1;
      parts.add(Integer.toString(point, 36));
      parts.add(Integer.toString(count, 36));
      parts.add(Integer.toString(step, 36));
      parts.add(Integer.toString(delta, 36));
      point += (count - 1) * step + 1;
    }
    return String.join(" ", parts);
  }

  private static void line(BufferedWriter out, String key, String value) throws IOException {
    out.write(key + "\t" + value + "\n");
  }
}
