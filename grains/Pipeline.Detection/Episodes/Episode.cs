using Pipeline.Core.Packing;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;

namespace Pipeline.Detection.Episodes;

/// <summary>An anomaly that goes on, and the features that keep it going.</summary>
internal sealed class Episode(string anomalyId)
{
    /// <summary>Windows without anything unusual after which it is over.</summary>
    public const int QuietWindowsMax = 6;

    private const int ActiveMax = 4_096;

    public string AnomalyId { get; } = anomalyId;

    /// <summary>By segment number and feature.</summary>
    public SortedSet<(int Segment, FeatureKey Feature)> Active { get; } = [];

    /// <summary>Judged windows since the last that deviated.</summary>
    public int QuietWindows { get; set; }

    public void Add(in FeatureVerdict verdict)
    {
        if (Active.Count < ActiveMax)
            Active.Add((verdict.Segment, new FeatureKey(verdict.Feature)));
    }

    public bool Has(in FeatureVerdict verdict) => Active.Contains((verdict.Segment, new FeatureKey(verdict.Feature)));

    public void Write(PackedWriter writer)
    {
        FeatureCodec.WriteText(writer, AnomalyId);
        writer.WriteCount(QuietWindows);
        writer.WriteCount(Active.Count);
        foreach ((int segment, FeatureKey feature) in Active)
        {
            writer.WriteCount(segment);
            FeatureCodec.Write(writer, feature.Feature);
        }
    }

    public static Episode Read(ref PackedReader reader)
    {
        Episode episode = new(FeatureCodec.ReadText(ref reader)) { QuietWindows = reader.ReadInt(QuietWindowsMax) };
        for (int count = reader.ReadItemCount(ActiveMax); count > 0 && !reader.Failed; count--)
            episode.Active.Add((reader.ReadInt(int.MaxValue), new FeatureKey(FeatureCodec.Read(ref reader))));
        return episode;
    }
}
