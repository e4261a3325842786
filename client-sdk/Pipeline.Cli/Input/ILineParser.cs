using Pipeline.Protocol.Events;

namespace Pipeline.Cli.Input;

/// <summary>Reads one line of a file as an event, a tally or a drop. Two formats implement it.</summary>
internal interface ILineParser
{
    /// <summary>What the line read last dropped, if it was a <see cref="LineKind.Drop"/>.</summary>
    DropCounts Drop { get; }

    /// <summary>Reads a line into the record, or says in a phrase why it is none.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="record">Overwritten. Of a tally it holds time, endpoint, segment, outcome and, as count, the number of calls; of a drop time, endpoint and segment.</param>
    /// <param name="reason">Why the line is bad; otherwise empty.</param>
    LineKind Parse(ReadOnlySpan<byte> line, EventRecord record, out string reason);
}
