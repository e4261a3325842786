using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Series;

/// <summary>Reads the aggregates that a series is asked for.</summary>
/// <remarks>
/// <code>
/// list    metric, metric ...
/// metric  rate | p95 | cpu_ms | cpu_ms.total | operations[NAME] | operations[NAME:KIND].errors | values[NAME].sum | ...
/// NAME    any characters; a backslash takes the one after it as it is, which ']' and '\' need, and a ':' before what happens to be a kind
/// </code>
/// docs/http-api.md lists them. Every error says at which character of the list it was found, counted from 1, and what there is instead.
/// </remarks>
public static class SeriesMetrics
{
    /// <summary>Most metrics of one question.</summary>
    public const int CountMax = 50;

    private const string Operations = "operations";
    private const string Values = "values";

    /// <summary>Reads a list of metrics.</summary>
    /// <param name="text">The list.</param>
    /// <param name="metrics">What it says, in its order.</param>
    /// <param name="defect">Otherwise what is wrong, and where.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<SeriesMetric>? metrics, out string defect)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<SeriesMetric> read = [];
        metrics = read;
        defect = string.Empty;
        Reader reader = new(text);
        try
        {
            do
            {
                if (read.Count == CountMax)
                    throw reader.Fault($"there are more than {CountMax} metrics");
                read.Add(ReadMetric(reader));
            }
            while (reader.TrySkip(','));
        }
        catch (FormatException fault)
        {
            metrics = null;
            defect = fault.Message;
        }

        return metrics is not null;
    }

    private static SeriesMetric ReadMetric(Reader reader)
    {
        reader.SkipSpaces();
        int start = reader.Position;
        string head = reader.ReadWord();
        if (reader.TrySkip('['))
            return ReadNamed(reader, start, head);
        if (head.Length == 0)
            throw Reader.FaultAt(start, "a metric is missing");
        if (CallReadings.TryGet(head, out (string Unit, SeriesReading Reading) call))
            return new CellMetric(head, call.Unit, call.Reading);
        if (SeriesQuantile.IsMeant(head))
            return new CellMetric(head, "ms", CallReadings.Quantile(ParseQuantile(start, head)));
        if (head == ResourceReadings.CacheHitShare)
            return new CellMetric(head, "share", ResourceReadings.HitShareOf);
        return ReadResource(start, head);
    }

    private static CellMetric ReadResource(int start, string head)
    {
        int dot = head.IndexOf('.', StringComparison.Ordinal);
        string name = dot < 0 ? head : head[..dot];
        if (!ResourceReadings.TryFind(name, out Resource resource))
            throw Reader.FaultAt(start, $"'{name}' is no metric; {DescribeMetrics()}");
        string aggregate = dot < 0 ? ResourceReadings.Default : head[(dot + 1)..];
        if (!ResourceReadings.Aggregates.Contains(aggregate))
            throw Reader.FaultAt(start + dot + 1, $"'{aggregate}' is no aggregate of {name}; there are {string.Join(", ", ResourceReadings.Aggregates)}");
        (string unit, SeriesReading reading) = ResourceReadings.Get(resource, aggregate);
        return new CellMetric(head, unit, reading);
    }

    private static SeriesMetric ReadNamed(Reader reader, int start, string head)
    {
        if (head is not (Operations or Values))
            throw Reader.FaultAt(start, $"'{head}[' is no metric; brackets follow {Operations} and {Values} only");
        (string name, string? suffix) = reader.ReadName();
        int aggregateStart = reader.Position + 1;
        string? aggregate = reader.TrySkip('.') ? reader.ReadWord() : null;
        if (!reader.IsAtEndOfMetric)
            throw reader.Fault("a comma or '.' and an aggregate are expected after ']'");
        string text = reader.TextFrom(start);
        return head == Operations
            ? CreateOperation(text, name, suffix, aggregate, aggregateStart)
            : CreateValue(text, name, suffix, aggregate, aggregateStart);
    }

    private static OperationMetric CreateOperation(string text, string name, string? suffix, string? aggregate, int aggregateStart)
    {
        int kind = Array.IndexOf(OperationReadings.KindNames, suffix);
        if (!OperationReadings.TryGet(aggregate ?? OperationReadings.Default, out var found))
            throw Reader.FaultAt(aggregateStart, $"'{aggregate}' is no aggregate of an operation; there are {string.Join(", ", OperationReadings.Names)}");
        return new OperationMetric(text, found.Unit, JoinUnlessKind(name, suffix, kind), kind < 0 ? null : (OperationKind)kind, found.Aggregate);
    }

    private static ValueMetric CreateValue(string text, string name, string? suffix, string? aggregate, int aggregateStart)
    {
        int kind = Array.IndexOf(ValueReadings.KindNames, suffix);
        string joined = JoinUnlessKind(name, suffix, kind);
        ValueKind? asked = kind < 0 ? null : (ValueKind)kind;
        string word = aggregate ?? ValueReadings.Default;
        if (SeriesQuantile.IsMeant(word))
            return new ValueMetric(text, "value", joined, asked, needsDistribution: true, ValueReadings.Quantile(ParseQuantile(aggregateStart, word)));
        if (!ValueReadings.TryGet(word, out var found))
            throw Reader.FaultAt(aggregateStart, $"'{word}' is no aggregate of a value; there are {string.Join(", ", ValueReadings.Names)} and quantiles such as p95");
        return new ValueMetric(text, found.Unit, joined, asked, needsDistribution: word == "max", found.Aggregate);
    }

    // What follows a colon belongs to the name unless it is a kind.
    private static string JoinUnlessKind(string name, string? suffix, int kind) => suffix is null || kind >= 0 ? name : $"{name}:{suffix}";

    private static double ParseQuantile(int start, string text) => SeriesQuantile.TryParse(text, out double q)
        ? q
        : throw Reader.FaultAt(start, $"'{text}' is no quantile; it takes p0 to p100, such as p50, p95 or p99.9");

    private static string DescribeMetrics() =>
        $"there are {string.Join(", ", CallReadings.Names)}, quantiles such as p95, {string.Join(", ", ResourceReadings.Names)}, {Operations}[NAME] and {Values}[NAME]";

    /// <summary>Goes through the list once.</summary>
    private sealed class Reader(string text)
    {
        /// <summary>Index of the next character.</summary>
        public int Position { get; private set; }

        public bool IsAtEndOfMetric => Position == text.Length || text[Position] == ',';

        public string TextFrom(int start) => text[start..Position].TrimEnd(' ');

        public bool TrySkip(char expected)
        {
            bool isThere = Position < text.Length && text[Position] == expected;
            Position += isThere ? 1 : 0;
            return isThere;
        }

        public void SkipSpaces()
        {
            while (TrySkip(' '))
            {
            }
        }

        /// <summary>Everything up to a bracket or comma.</summary>
        public string ReadWord()
        {
            int length = text.AsSpan(Position).IndexOfAny(',', '[', ']');
            string word = length < 0 ? text[Position..] : text.Substring(Position, length);
            Position += word.Length;
            if (Position < text.Length && text[Position] == ']')
                throw Fault("']' without '[' before it");
            return word.TrimEnd(' ');
        }

        /// <summary>A name, '[' being read already, up to its ']'; what follows its last colon apart.</summary>
        public (string Name, string? Suffix) ReadName()
        {
            int bracket = Position - 1;
            StringBuilder name = new();
            int colon = -1;
            while (!TrySkip(']'))
            {
                bool isEscaped = TrySkip('\\');
                if (Position == text.Length)
                    throw FaultAt(bracket, isEscaped ? "'[' is never closed, and nothing follows the backslash" : "'[' is never closed");
                colon = text[Position] == ':' && !isEscaped ? name.Length : colon;
                name.Append(text[Position++]);
            }

            if (name.Length == 0 || colon == 0)
                throw FaultAt(bracket, "the name in brackets is empty");
            string all = name.ToString();
            return colon < 0 ? (all, null) : (all[..colon], all[(colon + 1)..]);
        }

        public FormatException Fault(string what) => FaultAt(Position, what);

        public static FormatException FaultAt(int position, string what) => new($"metric, character {position + 1}: {what}.");
    }
}
