using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pipeline.Simulation.Tests;

/// <summary>What happened in a run, line by line; kept only when the run is to be explained.</summary>
/// <remarks>A hash of cheap facts is always kept, so that two runs of a seed can be told apart without any text.</remarks>
internal sealed class Trace(bool isKept)
{
    private readonly List<string> _lines = [];

    public bool IsKept { get; } = isKept;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Depends on every fact noted, in order.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public int Step { get; set; }

    /// <summary>Adds a line, if lines are kept.</summary>
    public void Note([InterpolatedStringHandlerArgument("")] ref TraceText text)
    {
        if (IsKept)
            _lines.Add(text.ToStringAndClear());
    }

    /// <summary>Adds a fact to the hash.</summary>
    public void Mix(long fact) => Hash = (Hash ^ (ulong)fact) * 1099511628211;

    /// <summary>Text that costs nothing unless lines are kept.</summary>
    [InterpolatedStringHandler]
    public ref struct TraceText
    {
        private DefaultInterpolatedStringHandler _text;

        public TraceText(int literalLength, int formattedCount, Trace trace, out bool isNeeded)
        {
            isNeeded = trace.IsKept;
            _text = isNeeded ? new(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
            if (isNeeded)
                _text.AppendLiteral(string.Create(CultureInfo.InvariantCulture, $"{trace.Step,4}  "));
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public string ToStringAndClear() => _text.ToStringAndClear();
    }
}
