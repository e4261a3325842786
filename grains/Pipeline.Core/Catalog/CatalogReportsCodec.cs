using System.Text;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Queries;

namespace Pipeline.Core.Catalog;

/// <summary>Packs what endpoints have reported: some 150 bytes each, and their names.</summary>
internal static class CatalogReportsCodec
{
    [Flags]
    private enum Flag : byte
    {
        AsOf = 1,
        Range = 2,
        Duration = 4,
        Cpu = 8,
        DbQueries = 16,
        Time = 32,
        Approximate = 64,
        Anomalies = 128,
    }

    public static void Write(PackedWriter writer, CatalogReports reports, int bytesMax)
    {
        KnownEndpoint[] endpoints = [.. reports.Endpoints.Values];
        Array.Sort(endpoints, static (left, right) => string.CompareOrdinal(left.Summary.Name, right.Summary.Name));
        int end = writer.Length + bytesMax;
        foreach (KnownEndpoint endpoint in endpoints)
        {
            if (writer.Length > end)
                break;
            writer.WriteByte(1);
            Write(writer, endpoint);
        }

        writer.WriteByte(0);
        writer.WriteCount(reports.UnloggedCount);
        writer.WriteCount(reports.Overflowing.Names.Count);
        foreach (BusyName name in reports.Overflowing.Names.OrderBy(name => name.Name, StringComparer.Ordinal))
        {
            WriteText(writer, name.Name);
            writer.WriteCount(name.Events);
            writer.WriteCount(name.Excess);
        }
    }

    public static void ReadInto(ref PackedReader reader, CatalogReports reports)
    {
        while (reader.ReadByte() == 1)
            reports.Take(Read(ref reader), isArrivalKnown: true);
        reports.UnloggedCount = reader.ReadCount();
        for (int count = reader.ReadItemCount(CatalogLimits.BusyNamesMax); count > 0 && !reader.Failed; count--)
            reports.Overflowing.Add(new BusyName(ReadText(ref reader), reader.ReadCount(), reader.ReadCount()));
    }

    private static void Write(PackedWriter writer, KnownEndpoint endpoint)
    {
        EndpointSummaryReport summary = endpoint.Summary;
        WriteText(writer, summary.Name);
        writer.WriteCount(endpoint.Head);
        writer.WriteSigned(endpoint.LastArrivalUnixMs);
        writer.WriteCount(endpoint.Events);
        writer.WriteCount(endpoint.Overflow.Segments);
        writer.WriteCount(endpoint.Overflow.Operations);
        writer.WriteCount(endpoint.Overflow.Values);
        writer.WriteByte((byte)(FlagsOf(summary) | (endpoint.Anomalies is null ? 0 : Flag.Anomalies)));
        if (summary.AsOf is { } asOf)
            writer.WriteSigned(asOf);
        if (summary is { From: { } from, To: { } to })
        {
            writer.WriteSigned(from);
            writer.WriteSigned(to);
        }

        writer.WriteCount(summary.Events);
        writer.WriteDouble(summary.Count);
        writer.WriteDouble(summary.CountStandardError);
        writer.WriteDouble(summary.Errors);
        writer.WriteDouble(summary.Rate);
        if (summary.DurationMs is { } duration)
        {
            writer.WriteDouble(duration.Mean);
            writer.WriteDouble(duration.P50);
            writer.WriteDouble(duration.P95);
            writer.WriteDouble(duration.P99);
            writer.WriteDouble(duration.Max);
        }

        WriteOptional(writer, summary.CpuMs);
        WriteOptional(writer, summary.DbQueries);
        WriteOptional(writer, summary.TimeMsPerS);
        writer.WriteCount(summary.Segments.Count);
        foreach (string segment in summary.Segments)
            WriteText(writer, segment);
        if (endpoint.Anomalies is { } anomalies)
            Write(writer, anomalies);
    }

    private static void Write(PackedWriter writer, AnomalyStanding anomalies)
    {
        writer.WriteSigned(anomalies.EarliestSinceUnixMs);
        writer.WriteSigned(anomalies.LatestSinceUnixMs);
        writer.WriteSigned(anomalies.LatestUnixMs);
        writer.WriteCount(anomalies.OpenCount);
    }

    private static KnownEndpoint Read(ref PackedReader reader)
    {
        string name = ReadText(ref reader);
        long head = reader.ReadCount();
        long lastArrival = reader.ReadSigned();
        long events = reader.ReadCount();
        OverflowReport overflow = new(reader.ReadCount(), reader.ReadCount(), reader.ReadCount());
        Flag flags = (Flag)reader.ReadByte();
        long? asOf = flags.HasFlag(Flag.AsOf) ? reader.ReadSigned() : null;
        long? from = flags.HasFlag(Flag.Range) ? reader.ReadSigned() : null;
        long? to = flags.HasFlag(Flag.Range) ? reader.ReadSigned() : null;
        EndpointSummaryReport summary = new(
            name,
            asOf,
            from,
            to,
            reader.ReadCount(),
            reader.ReadDouble(),
            reader.ReadDouble(),
            reader.ReadDouble(),
            reader.ReadDouble(),
            flags.HasFlag(Flag.Duration) ? ReadDuration(ref reader, flags.HasFlag(Flag.Approximate)) : null,
            flags.HasFlag(Flag.Cpu) ? reader.ReadDouble() : null,
            flags.HasFlag(Flag.DbQueries) ? reader.ReadDouble() : null,
            flags.HasFlag(Flag.Time) ? reader.ReadDouble() : null,
            ReadSegments(ref reader));
        AnomalyStanding? anomalies = flags.HasFlag(Flag.Anomalies) ? ReadAnomalies(ref reader) : null;
        return new KnownEndpoint(summary, head, lastArrival, events, overflow, anomalies);
    }

    private static AnomalyStanding ReadAnomalies(ref PackedReader reader) =>
        new(reader.ReadSigned(), reader.ReadSigned(), reader.ReadSigned(), reader.ReadInt(int.MaxValue));

    private static SummaryDurationReport ReadDuration(ref PackedReader reader, bool isApproximate) =>
        new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), isApproximate);

    private static List<string> ReadSegments(ref PackedReader reader)
    {
        List<string> segments = [];
        for (int count = reader.ReadItemCount(EndpointState.SegmentsMax); count > 0 && !reader.Failed; count--)
            segments.Add(ReadText(ref reader));
        return segments;
    }

    private static Flag FlagsOf(EndpointSummaryReport summary) =>
        (summary.AsOf is null ? 0 : Flag.AsOf)
        | (summary is { From: not null, To: not null } ? Flag.Range : 0)
        | (summary.DurationMs is null ? 0 : Flag.Duration)
        | (summary.DurationMs is { Approximate: true } ? Flag.Approximate : 0)
        | (summary.CpuMs is null ? 0 : Flag.Cpu)
        | (summary.DbQueries is null ? 0 : Flag.DbQueries)
        | (summary.TimeMsPerS is null ? 0 : Flag.Time);

    private static void WriteText(PackedWriter writer, string text) => writer.WriteBlock(Encoding.UTF8.GetBytes(text));

    private static string ReadText(ref PackedReader reader) => Encoding.UTF8.GetString(reader.ReadBlock());

    private static void WriteOptional(PackedWriter writer, double? value)
    {
        if (value is { } number)
            writer.WriteDouble(number);
    }
}
