using Pipeline.Core.Catalog;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Detection.Monitoring;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Detection.Budgets;

/// <summary>Which budgets are about an endpoint is an entry of its stream, and what was broken a part of its snapshot.</summary>
public sealed partial class EndpointBudgets
{
    private const byte Version = 1;

    /// <summary>Applies an entry that says which budgets are about this endpoint; false if its body cannot be read.</summary>
    /// <param name="header">The entry.</param>
    /// <param name="body">Its body.</param>
    /// <param name="hasEvents">Whether the endpoint had events before: those that no budget was there to judge.</param>
    public bool TryApply(in EntryHeader header, ReadOnlySpan<byte> body, bool hasEvents = false)
    {
        if (!BudgetsCodec.TryRead(body, out IReadOnlyList<Budget>? budgets))
            return false;
        if (Budgets is null && hasEvents)
            KnownSinceUnixMs = header.ArrivalUnixMs;
        Dictionary<string, Budget> before = (Budgets ?? []).ToDictionary(static budget => budget.Name, StringComparer.Ordinal);
        Dictionary<string, Budget> now = budgets.ToDictionary(static budget => budget.Name, StringComparer.Ordinal);
        Budgets = budgets;
        foreach (BudgetBreach breach in _breaches)
        {
            if (now.TryGetValue(breach.Budget, out Budget? budget) && IsSameQuestion(before[breach.Budget], budget) && BudgetReader.Covers(budget, breach.Subject))
                Take(budget, breach, header.ArrivalUnixMs);
            else
                End(breach, Withdrawn, header.ArrivalUnixMs);
        }

        _breaches.RemoveAll(static breach => breach.IsOver);
        return true;
    }

    /// <summary>Packs it.</summary>
    public byte[] Write()
    {
        PackedWriter writer = new();
        writer.WriteByte(Version);
        writer.WriteByte(Budgets is null ? (byte)0 : (byte)1);
        if (Budgets is not null)
            writer.WriteBlock(BudgetsCodec.Write(Budgets));
        writer.WriteCount(Revision);
        writer.WriteCount(KnownSinceUnixMs);
        writer.WriteCount(Unrecorded);
        writer.WriteCount(_findings.Count);
        foreach (Finding finding in _findings)
            writer.WriteBlock(JsonBytes.Write(finding, AlertingJsonContext.Default.Finding));
        writer.WriteCount(_breaches.Count);
        foreach (BudgetBreach breach in _breaches)
            breach.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null if the bytes are none.</summary>
    public static EndpointBudgets? TryRead(string endpoint, ReadOnlySpan<byte> bytes)
    {
        EndpointBudgets read = new(endpoint);
        // As the first version of snapshots with budgets wrote it, when there were none to judge.
        if (bytes.IsEmpty)
            return read;
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return null;
        if (reader.ReadByte() == 1)
        {
            if (!BudgetsCodec.TryRead(reader.ReadBlock(), out IReadOnlyList<Budget>? budgets))
                return null;
            read.Budgets = budgets;
        }

        (read.Revision, read.KnownSinceUnixMs, read.Unrecorded) = (reader.ReadCount(), reader.ReadCount(), reader.ReadCount());
        for (int count = reader.ReadItemCount(FindingsMax); count > 0 && !reader.Failed; count--)
        {
            if (ReadFinding(reader.ReadBlock()) is not { } finding)
                return null;
            read._findings.Add(finding);
        }

        for (int count = reader.ReadItemCount(BreachesMax); count > 0 && !reader.Failed; count--)
            read._breaches.Add(BudgetBreach.Read(ref reader, EndpointState.SegmentsMax));
        HashSet<string> known = (read.Budgets ?? []).Select(static budget => budget.Name).ToHashSet(StringComparer.Ordinal);
        return reader.IsComplete && read._breaches.TrueForAll(breach => known.Contains(breach.Budget)) ? read : null;
    }

    private static Finding? ReadFinding(ReadOnlySpan<byte> json) =>
        JsonBytes.Read(json, AlertingJsonContext.Default.Finding) is { Id: not null, Segments: not null, Causes.Count: > 0, Sentence: not null } finding ? finding : null;

    /// <summary>Whether what was found by the one is an answer to the other; the limit may be another.</summary>
    private static bool IsSameQuestion(Budget before, Budget now) =>
        now.IsEnabled
        && (before.Metric, before.Scope, before.Percentile, before.WindowSeconds) == (now.Metric, now.Scope, now.Percentile, now.WindowSeconds);

    private void Take(Budget budget, BudgetBreach breach, long timeUnixMs)
    {
        bool isLeft = breach.Leave(segment => NamePattern.Matches(budget.Segment, segment));
        if (breach.FindingId is null)
            return;
        if (!breach.Segments.Any())
        {
            End(breach, Withdrawn, timeUnixMs);
            return;
        }

        int index = _findings.FindIndex(finding => finding.Id == breach.FindingId);
        Finding before = _findings[index];
        Finding now = before with { Severity = budget.Severity, Owner = budget.Owner, Runbook = budget.Runbook };
        if (isLeft)
            now = now with { Segments = [.. breach.Segments] };
        if (now == before)
            return;
        _findings[index] = now;
        Revision++;
    }
}
