// Lines of requests about java.time patterns on standard input; one line of answer each on standard output.
//
// A line is fields parted by tabs; a field escapes everything but printable ASCII, and the backslash, as \\uXXXX.
//   parse  PATTERN TEXT     -> "ms N", "none", or "error" for a pattern that ofPattern refuses
//   format PATTERN INSTANT ZONE -> "text T", or "error"
//   zone   ZONE MS          -> "offset SECONDS" in force at the instant
//   texts                   -> "texts JSON": the English texts of fields, zones and day periods
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalField;
import java.time.temporal.TemporalQueries;
import java.time.zone.ZoneRulesProvider;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

public class TimeVectors {
    static final Map<String, DateTimeFormatter> FORMATTERS = new HashMap<>();

    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII), 1 << 16);
        StringBuilder out = new StringBuilder();
        PrintStream stream = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", -1);
            for (int i = 0; i < parts.length; i++) parts[i] = unescape(parts[i]);
            switch (parts[0]) {
                case "parse" -> out.append(parse(parts[1], parts[2]));
                case "format" -> out.append(format(parts[1], parts[2], parts[3]));
                case "zone" -> out.append("offset ").append(
                    ZoneId.of(parts[1]).getRules().getOffset(Instant.ofEpochMilli(Long.parseLong(parts[2]))).getTotalSeconds());
                case "texts" -> out.append("texts ").append(texts());
                case "version" -> out.append("version ").append(Runtime.version()).append(' ').append(ZoneRulesProvider.getVersions("UTC").lastEntry().getKey());
                default -> throw new IllegalArgumentException(parts[0]);
            }
            out.append('\n');
            if (out.length() > 1 << 15) {
                stream.print(out);
                out.setLength(0);
            }
        }
        stream.print(out);
        stream.flush();
    }

    static DateTimeFormatter formatter(String pattern) {
        DateTimeFormatter known = FORMATTERS.get(pattern);
        if (known != null) return known;
        DateTimeFormatter made = DateTimeFormatter.ofPattern(pattern, Locale.US).withResolverStyle(ResolverStyle.SMART);
        if (FORMATTERS.size() > 20000) FORMATTERS.clear();
        FORMATTERS.put(pattern, made);
        return made;
    }

    /** The recipe of parse_time_to_ms: see runtime-resolve.ts, which says the same. */
    static String parse(String pattern, String text) {
        DateTimeFormatter formatter;
        try {
            formatter = formatter(pattern);
        } catch (RuntimeException refused) {
            return "error";
        }
        try {
            TemporalAccessor parsed = formatter.parse(text);
            LocalDate date = parsed.query(TemporalQueries.localDate());
            if (date == null) return "none";
            LocalTime time = parsed.query(TemporalQueries.localTime());
            if (time == null) {
                if (parsed.isSupported(ChronoField.HOUR_OF_AMPM) || parsed.isSupported(ChronoField.AMPM_OF_DAY)) return "none";
                time = LocalTime.of(
                    missingIsZero(parsed, ChronoField.HOUR_OF_DAY),
                    missingIsZero(parsed, ChronoField.MINUTE_OF_HOUR),
                    missingIsZero(parsed, ChronoField.SECOND_OF_MINUTE),
                    missingIsZero(parsed, ChronoField.NANO_OF_SECOND));
            }
            ZoneId zone = parsed.isSupported(ChronoField.OFFSET_SECONDS)
                ? ZoneOffset.ofTotalSeconds(parsed.get(ChronoField.OFFSET_SECONDS))
                : parsed.query(TemporalQueries.zone());
            long ms = date.atTime(time).atZone(zone == null ? ZoneOffset.UTC : zone).toInstant().toEpochMilli();
            return Math.abs(ms) <= 8_640_000_000_000_000L ? "ms " + ms : "none";
        } catch (DateTimeException | ArithmeticException none) {
            return "none";
        }
    }

    static int missingIsZero(TemporalAccessor parsed, ChronoField field) {
        return parsed.isSupported(field) ? parsed.get(field) : 0;
    }

    static String format(String pattern, String instant, String zone) {
        try {
            return "text " + escape(formatter(pattern).format(Instant.parse(instant).atZone(ZoneId.of(zone))));
        } catch (RuntimeException refused) {
            return "error";
        }
    }

    // The texts: the lists that the formatter itself looks through, longest first, and the trees of zone names.

    static String texts() throws Exception {
        StringBuilder json = new StringBuilder("{");
        Map<String, TemporalField> fields = new TreeMap<>();
        fields.put("month", ChronoField.MONTH_OF_YEAR);
        fields.put("dayOfWeek", ChronoField.DAY_OF_WEEK);
        fields.put("era", ChronoField.ERA);
        fields.put("amPm", ChronoField.AMPM_OF_DAY);
        fields.put("quarter", IsoFields.QUARTER_OF_YEAR);
        Class<?> provider = Class.forName("java.time.format.DateTimeTextProvider");
        Method instance = provider.getDeclaredMethod("getInstance");
        instance.setAccessible(true);
        Method iterator = provider.getDeclaredMethod("getTextIterator", TemporalField.class, TextStyle.class, Locale.class);
        iterator.setAccessible(true);
        for (Map.Entry<String, TemporalField> field : fields.entrySet()) {
            json.append(quote(field.getKey())).append(":{");
            for (TextStyle style : TextStyle.values()) {
                json.append(quote(style.name())).append(':');
                Iterator<?> entries = (Iterator<?>) iterator.invoke(instance.invoke(null), field.getValue(), style, Locale.US);
                if (entries == null) json.append("null,");
                else {
                    json.append('[');
                    while (entries.hasNext()) {
                        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) entries.next();
                        json.append('[').append(quote((String) entry.getKey())).append(',').append(entry.getValue()).append("],");
                    }
                    close(json, ']').append(',');
                }
            }
            close(json, '}').append(',');
        }
        json.append("\"zoneIds\":").append(list(new TreeSet<>(ZoneRulesProvider.getAvailableZoneIds()))).append(',');
        for (String letters : List.of("z", "zzzz", "v", "vvvv")) {
            json.append(quote(letters)).append(":{");
            Map<String, String> names = new TreeMap<>();
            walk(zoneTree(letters), "", names);
            for (Map.Entry<String, String> name : names.entrySet())
                if (!name.getKey().equals(name.getValue())) json.append(quote(name.getKey())).append(':').append(quote(name.getValue())).append(',');
            close(json, '}').append(',');
        }
        json.append("\"dayPeriods\":{");
        for (TextStyle style : List.of(TextStyle.SHORT, TextStyle.FULL, TextStyle.NARROW)) {
            json.append(quote(style.name())).append(":{");
            DateTimeFormatter shown = new DateTimeFormatterBuilder().appendDayPeriodText(style).toFormatter(Locale.US);
            for (int minute = 0; minute < 1440; minute++) {
                String name = shown.format(LocalTime.ofSecondOfDay(minute * 60L));
                json.append(quote(Integer.toString(minute))).append(':').append(quote(name)).append(',');
            }
            close(json, '}').append(',');
        }
        close(json, '}');
        return close(json, '}').toString();
    }

    static Object zoneTree(String letters) throws Exception {
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern(letters, Locale.US);
        Field composite = DateTimeFormatter.class.getDeclaredField("printerParser");
        composite.setAccessible(true);
        Object parsers = composite.get(formatter);
        Field array = parsers.getClass().getDeclaredField("printerParsers");
        array.setAccessible(true);
        Object zoneParser = ((Object[]) array.get(parsers))[0];
        Class<?> context = Class.forName("java.time.format.DateTimeParseContext");
        var constructor = context.getDeclaredConstructor(DateTimeFormatter.class);
        constructor.setAccessible(true);
        Method tree = zoneParser.getClass().getDeclaredMethod("getTree", context);
        tree.setAccessible(true);
        return tree.invoke(zoneParser, constructor.newInstance(formatter));
    }

    static void walk(Object node, String prefix, Map<String, String> names) throws Exception {
        if (node == null) return;
        Class<?> type = node.getClass();
        while (!type.getSimpleName().equals("PrefixTree")) type = type.getSuperclass();
        for (Object at = node; at != null; at = read(type, at, "sibling")) {
            String key = prefix + read(type, at, "key");
            String value = (String) read(type, at, "value");
            if (value != null) names.put(key, value);
            walk(read(type, at, "child"), key, names);
        }
    }

    static Object read(Class<?> type, Object from, String name) throws Exception {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(from);
    }

    static String list(Iterable<String> items) {
        StringBuilder json = new StringBuilder("[");
        for (String item : items) json.append(quote(item)).append(',');
        return close(json, ']').toString();
    }

    static StringBuilder close(StringBuilder json, char bracket) {
        if (json.charAt(json.length() - 1) == ',') json.setLength(json.length() - 1);
        return json.append(bracket);
    }

    static String quote(String text) {
        return '"' + escape(text).replace("\"", "\\u0022") + '"';
    }

    static String escape(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c >= ' ' && c <= '~' && c != '\\') out.append(c);
            else out.append(String.format("\\u%04x", (int) c));
        }
        return out.toString();
    }

    static String unescape(String text) {
        if (text.indexOf('\\') < 0) return text;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') out.append(text.charAt(i));
            else {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            }
        }
        return out.toString();
    }
}
