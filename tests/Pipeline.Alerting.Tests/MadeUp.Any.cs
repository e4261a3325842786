using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests;

/// <content>Any incident, for properties.</content>
internal static partial class MadeUp
{
    private static readonly string[] s_alphabets =
        ["abcdefghij/-_.", "äöüßéñ", "имяфункции", "検索結果推薦", "😀👩‍👩‍👧🔥", "\"\\<>&'\u0001\n\t\u007f", "\ud800", "\u2028\u200f\ufffd\ufffe"];

    /// <summary>Any incident: names of any length and script, as many endpoints as are said, figures of any size.</summary>
    public static IncidentReport Any(Random random, int namesMax)
    {
        int alerts = Count(random, 50);
        return new IncidentReport(
            Text(random, 40),
            random.Next(),
            Pick<IncidentState>(random),
            Pick<AlertSeverity>(random),
            Text(random, 5_000),
            random.NextInt64(long.MinValue, long.MaxValue),
            random.Next(2) == 0 ? null : random.NextInt64(),
            random.Next(2) == 0 ? null : random.NextInt64(),
            Texts(random, namesMax, 300),
            Texts(random, namesMax, 300),
            [.. Enumerable.Range(0, Count(random, 10)).Select(_ => new IncidentCause(Text(random, 3_000), Text(random, 3_000), random.Next(5_000), random.Next(2) == 0 ? null : Text(random, 64), CauseOf(random)))],
            Texts(random, 100, 300),
            Texts(random, Math.Min(100, namesMax), 3_000),
            random.Next(2) == 0 ? null : new Acknowledgement(Text(random, 64), random.NextInt64(), random.NextInt64()),
            [.. Enumerable.Range(0, Count(random, 50)).Select(_ => new IncidentNote(Text(random, 64), random.NextInt64(), Text(random, 2_000)))],
            random.Next(2) == 0,
            alerts + random.Next(2) * random.Next(1_000),
            [.. Enumerable.Range(0, alerts).Select(_ => AlertOf(Text(random, 300), Pick<AlertState>(random), Text(random, 64)))],
            "/api/v1/compare?endpoint=" + Uri.EscapeDataString(Text(random, 3_000)));
    }

    public static T Pick<T>(Random random)
        where T : struct, Enum => random.GetItems(Enum.GetValues<T>(), 1)[0];

    private static FindingCause CauseOf(Random random) => new(
        Text(random, 3_000), Text(random, 300), random.Next(2) == 0 ? null : Text(random, 3_000), "function", Text(random, 300), Number(random),
        random.Next(2) == 0 ? null : Number(random), random.Next(2) == 0 ? null : Number(random), Text(random, 300), Number(random), Number(random), Number(random),
        random.Next(2) == 0, Texts(random, 100, 300));

    private static double Number(Random random) =>
        random.GetItems([0, -0.0, 1.5, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity, random.NextDouble() * 1e300], 1)[0];

    // Mostly few, at times the most.
    private static int Count(Random random, int max) => random.Next(3) switch { 0 => max, 1 => 0, _ => random.Next(max) };

    private static IReadOnlyList<string> Texts(Random random, int countMax, int lengthMax) =>
        [.. Enumerable.Range(0, Count(random, countMax)).Select(_ => Text(random, lengthMax))];

    private static string Text(Random random, int lengthMax)
    {
        string alphabet = random.GetItems(s_alphabets, 1)[0];
        return new string(random.GetItems(alphabet.AsSpan(), Count(random, lengthMax)));
    }
}
