using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Monitoring;

/// <summary>What the forest is given of a long window: of each feature how far the short windows in it lay from what is usual, on average.</summary>
internal sealed class LongWindow
{
    private const double DeviationMax = 50;

    private readonly SortedDictionary<FeatureKey, (double Sum, int Count, double Calls)> _features = [];

    /// <summary>Number of the window: start / width; -1 before the first.</summary>
    public long Number { get; private set; } = -1;

    public bool IsAnomalous { get; set; }

    public void Begin(long number)
    {
        _features.Clear();
        (Number, IsAnomalous) = (number, false);
    }

    public void Add(SegmentWindow window)
    {
        foreach (FeatureVerdict verdict in window.Verdicts)
        {
            // More traffic is no anomaly, so the forest does not hear of it.
            if (!verdict.Judgement.IsKnown || verdict.Feature.Kind is FeatureKind.OperationCallsTail or FeatureKind.Rate)
                continue;
            FeatureKey key = new(verdict.Feature);
            // Within a day-long window features may be forgotten and others take their place.
            if (_features.Count >= SegmentMonitor.FeaturesMax && !_features.ContainsKey(key))
                continue;
            (double sum, int count, double calls) = _features.GetValueOrDefault(key);
            double made = verdict.Feature.Kind == FeatureKind.OperationCalls ? verdict.Observed * window.Readings.Calls : 0;
            _features[key] = (sum + Math.Clamp(verdict.Judgement.Z, -DeviationMax, DeviationMax), count + 1, calls + made);
        }
    }

    public ForestInput[] ToInputs() =>
        [.. _features.Select(feature => new ForestInput(feature.Key.Feature, (float)(feature.Value.Sum / feature.Value.Count), (float)feature.Value.Calls))];

    public void Write(PackedWriter writer)
    {
        writer.WriteSigned(Number);
        writer.WriteByte(IsAnomalous ? (byte)1 : (byte)0);
        writer.WriteCount(_features.Count);
        foreach ((FeatureKey key, (double sum, int count, double calls)) in _features)
        {
            FeatureCodec.Write(writer, key.Feature);
            writer.WriteDouble(sum);
            writer.WriteCount(count);
            writer.WriteDouble(calls);
        }
    }

    public static LongWindow Read(ref PackedReader reader)
    {
        LongWindow window = new() { Number = reader.ReadSigned(), IsAnomalous = reader.ReadByte() == 1 };
        for (int items = reader.ReadItemCount(SegmentMonitor.FeaturesMax); items > 0 && !reader.Failed; items--)
        {
            Feature feature = FeatureCodec.Read(ref reader);
            if (!window._features.TryAdd(new FeatureKey(feature), (reader.ReadDouble(), reader.ReadInt(int.MaxValue), reader.ReadDouble())))
                reader.Fail();
        }

        return window;
    }
}
