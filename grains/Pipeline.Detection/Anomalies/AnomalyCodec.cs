using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;
using Pipeline.Detection.Monitoring;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Anomalies;

/// <summary>Anomalies in snapshots.</summary>
internal static class AnomalyCodec
{
    private const int ItemsMax = 1_024;

    public static void Write(PackedWriter writer, Anomaly anomaly)
    {
        FeatureCodec.WriteText(writer, anomaly.Id);
        writer.WriteByte((byte)anomaly.Severity);
        writer.WriteByte((byte)anomaly.Tier);
        writer.WriteCount(anomaly.Segments.Count);
        foreach (string segment in anomaly.Segments)
            FeatureCodec.WriteText(writer, segment);
        writer.WriteByte(anomaly.IsEverySegment ? (byte)1 : (byte)0);
        writer.WriteCount(anomaly.SinceUnixMs);
        writer.WriteCount(anomaly.WindowStartUnixMs);
        writer.WriteCount(anomaly.WindowWidthMs);
        writer.WriteCount(anomaly.LastUnixMs);
        writer.WriteSigned(anomaly.EndedUnixMs ?? -1);
        writer.WriteByte((byte)anomaly.End);
        writer.WriteDouble(anomaly.Score);
        writer.WriteDouble(anomaly.Threshold);
        writer.WriteDouble(anomaly.ScoreMax);
        FeatureCodec.WriteText(writer, anomaly.Sentence);
        WriteCauses(writer, anomaly.Causes);
        WriteCauses(writer, anomaly.LaterCauses);
    }

    public static Anomaly Read(ref PackedReader reader, string endpoint)
    {
        string id = FeatureCodec.ReadText(ref reader);
        AnomalySeverity severity = (AnomalySeverity)reader.ReadByte();
        AnomalyTier tier = (AnomalyTier)reader.ReadByte();
        List<string> segments = [];
        for (int count = reader.ReadItemCount(ItemsMax); count > 0 && !reader.Failed; count--)
            segments.Add(FeatureCodec.ReadText(ref reader));
        bool isEvery = reader.ReadByte() == 1;
        (long since, long start, long width, long last, long ended) =
            (reader.ReadCount(), reader.ReadCount(), reader.ReadCount(), reader.ReadCount(), reader.ReadSigned());
        AnomalyEnd end = (AnomalyEnd)reader.ReadByte();
        if (!Enum.IsDefined(severity) || !Enum.IsDefined(tier) || !Enum.IsDefined(end) || segments.Count == 0)
            reader.Fail();
        (double score, double threshold, double scoreMax) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        string sentence = FeatureCodec.ReadText(ref reader);
        return new Anomaly
        {
            Id = id,
            Endpoint = endpoint,
            Severity = severity,
            Tier = tier,
            Segments = segments,
            IsEverySegment = isEvery,
            SinceUnixMs = since,
            WindowStartUnixMs = start,
            WindowWidthMs = width,
            LastUnixMs = last,
            EndedUnixMs = ended < 0 ? null : ended,
            End = end,
            Score = score,
            Threshold = threshold,
            ScoreMax = scoreMax,
            Sentence = sentence,
            Causes = ReadCauses(ref reader),
            LaterCauses = ReadCauses(ref reader),
        };
    }

    private static void WriteCauses(PackedWriter writer, IReadOnlyList<AnomalyCause> causes)
    {
        writer.WriteCount(causes.Count);
        foreach (AnomalyCause cause in causes)
        {
            FeatureCodec.Write(writer, cause.Feature);
            FeatureCodec.WriteText(writer, cause.Segment);
            foreach (double number in (ReadOnlySpan<double>)[cause.Observed, cause.Expected, cause.Surprise, cause.ExtraFailures, cause.ExtraMs, cause.Share])
                writer.WriteDouble(number);
            writer.WriteByte(cause.IsNew ? (byte)1 : (byte)0);
            writer.WriteCount(cause.TraceIds.Count);
            foreach (TraceId trace in cause.TraceIds)
            {
                writer.WriteVarint(trace.High);
                writer.WriteVarint(trace.Low);
            }
        }
    }

    private static List<AnomalyCause> ReadCauses(ref PackedReader reader)
    {
        List<AnomalyCause> causes = [];
        for (int count = reader.ReadItemCount(ItemsMax); count > 0 && !reader.Failed; count--)
        {
            AnomalyCause cause = new(
                FeatureCodec.Read(ref reader), FeatureCodec.ReadText(ref reader), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble())
            {
                ExtraFailures = reader.ReadDouble(),
                ExtraMs = reader.ReadDouble(),
                Share = reader.ReadDouble(),
                IsNew = reader.ReadByte() == 1,
            };
            List<TraceId> traces = [];
            for (int left = reader.ReadItemCount(ItemsMax); left > 0 && !reader.Failed; left--)
                traces.Add(new TraceId(reader.ReadVarint(), reader.ReadVarint()));
            causes.Add(cause with { TraceIds = traces });
        }

        return causes;
    }
}
