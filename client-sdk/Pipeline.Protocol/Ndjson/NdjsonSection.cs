using System.Runtime.InteropServices;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Ndjson;

/// <summary>What a body holds of one endpoint.</summary>
public sealed class NdjsonSection
{
    private readonly List<int> _eventLines = [];
    private readonly List<int> _tallyLines = [];

    internal NdjsonSection(string endpoint) => Writer = new SectionWriter(endpoint);

    /// <summary>The collected events, tallies and drops, to be written or put into a batch.</summary>
    public SectionWriter Writer { get; }

    /// <summary>For each event of the section its line, counted from 1.</summary>
    public ReadOnlySpan<int> EventLines => CollectionsMarshal.AsSpan(_eventLines);

    /// <summary>For each tally of the section its line, counted from 1.</summary>
    public ReadOnlySpan<int> TallyLines => CollectionsMarshal.AsSpan(_tallyLines);

    internal void AddEventLine(int line) => _eventLines.Add(line);

    internal void AddTallyLine(int line) => _tallyLines.Add(line);

    internal void Reset(string endpoint)
    {
        Writer.Reset(endpoint);
        _eventLines.Clear();
        _tallyLines.Clear();
    }
}
